package dev.taskcast.auth;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A document with public keys, which can be read repeatedly. */
@FunctionalInterface
interface KeyDocument {
    /** The current text. The read stays within the time and size that were set when the document was created. */
    String read() throws IOException, InterruptedException;

    /** The file that {@code uri} names. */
    static KeyDocument file(URI uri, int maxBytes) {
        Path path = Path.of(uri);
        return () -> {
            try (InputStream in = Files.newInputStream(path)) {
                return text(in, maxBytes);
            }
        };
    }

    /** The application's resource {@code uri}, for example {@code classpath:META-INF/keys.json}. */
    static KeyDocument resource(URI uri, int maxBytes) {
        String name = uri.getSchemeSpecificPart().replaceFirst("^/+", "");
        return () -> {
            ClassLoader application = Thread.currentThread().getContextClassLoader();
            try (InputStream in = application.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IOException("there is no resource " + name);
                }
                return text(in, maxBytes);
            }
        };
    }

    /** Why a read failed, in words for an operator. */
    static String reason(Exception failed) {
        if (failed instanceof NoSuchFileException missing) {
            return "there is no file " + missing.getFile();
        }
        if (failed instanceof AccessDeniedException denied) {
            return "the file " + denied.getFile() + " is not readable for this process";
        }
        return failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
    }

    /** The reason for the health endpoint, which anybody may ask: it names no host and no file. */
    static String kind(Exception failed) {
        if (failed instanceof KeyReadException read) {
            return read.kind();
        }
        if (failed instanceof NoSuchFileException) {
            return "there is no such file";
        }
        // Any other message here is the parser's, which is constant.
        return failed instanceof IllegalArgumentException ? reason(failed) : "it cannot be read";
    }

    private static String text(InputStream in, int maxBytes) throws IOException {
        byte[] bytes = in.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new KeyReadException("larger than " + maxBytes + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
