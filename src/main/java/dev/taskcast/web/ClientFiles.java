package dev.taskcast.web;

import dev.taskcast.wire.Json;
import dev.taskcast.wire.Sha256;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of the client, as they are served: modules, their types, and the npm package that is made of all of them.
 * Each is kept compressed too, so that no request compresses anything. Immutable: a later look at the files creates
 * another object.
 *
 * <p>If the gateway is below a context root, the client connects below that root by default. The source of the client
 * names an address at the root of a server.
 */
final class ClientFiles {
    /** The name of the npm package. */
    static final String PACKAGE = "taskcast.tgz";

    private static final String FOLDER = "/client/";
    private static final String TYPES = "types/";
    private static final int VERSION_LENGTH = 12;
    /** The default of the client's option {@code url}, in its source and in the one file that is made of it. */
    private static final Pattern DEFAULT_ADDRESS = Pattern.compile("(?<=\\.url ?\\?\\? ?)(?:'/ws'|\"/ws\")");

    private final Map<String, ClientFile> files;
    private final String version;

    private ClientFiles(SortedMap<String, byte[]> all) {
        files = new HashMap<>();
        all.forEach((path, content) -> {
            String name = path.startsWith(TYPES) ? path.substring(TYPES.length()) : path;
            if (name.matches("[^/]+(\\.js|\\.d\\.ts)")) {
                files.put(name, ClientFile.text(path, content));
            }
        });
        files.put(PACKAGE, ClientFile.archive(ClientPackage.of(all)));
        version = version(all);
    }

    /** Reads the files as they are now. */
    static ClientFiles read(ServletContext context) {
        SortedMap<String, byte[]> all = new TreeMap<>();
        try {
            read(context, FOLDER, all);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return below(context.getContextPath(), all);
    }

    /**
     * The files that a gateway serves if its routes are below {@code contextPath}. This path is empty at the root of a
     * server.
     */
    static ClientFiles below(String contextPath, SortedMap<String, byte[]> all) {
        if (!contextPath.isEmpty()) {
            String address = Matcher.quoteReplacement(Json.quoted(contextPath + "/ws"));
            all.replaceAll((path, content) -> path.endsWith(".js")
                    ? DEFAULT_ADDRESS
                            .matcher(new String(content, StandardCharsets.UTF_8))
                            .replaceAll(address)
                            .getBytes(StandardCharsets.UTF_8)
                    : content);
        }
        return new ClientFiles(all);
    }

    /** A version that is the same for the same files on every replica. */
    String version() {
        return version;
    }

    /** The file of this name, if there is one. */
    Optional<ClientFile> named(String name) {
        return Optional.ofNullable(files.get(name));
    }

    private static void read(ServletContext context, String folder, SortedMap<String, byte[]> all) throws IOException {
        for (String path : context.getResourcePaths(folder)) {
            if (path.endsWith("/")) {
                read(context, path, all);
            } else if (!path.endsWith("tsconfig.json")) {
                try (InputStream file = context.getResourceAsStream(path)) {
                    all.put(path.substring(FOLDER.length()), file.readAllBytes());
                }
            }
        }
    }

    private static String version(SortedMap<String, byte[]> all) {
        MessageDigest digest = Sha256.start();
        all.forEach((path, content) -> {
            digest.update(path.getBytes(StandardCharsets.UTF_8));
            digest.update(content);
        });
        return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_LENGTH);
    }
}
