package dev.taskcast.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of one server: its configuration, its application, its logs ({@code WLP_USER_DIR}).
 *
 * @param runtime the installed Open Liberty
 * @param user the folder that holds {@code servers/taskcast}
 */
public record GatewayFolder(Path runtime, Path user) {
    private static final String SERVER = "taskcast";
    private static final long SIGINT = 1L << (2 - 1);

    /** A folder with absolute paths. */
    public GatewayFolder {
        runtime = runtime.toAbsolutePath();
        user = user.toAbsolutePath();
    }

    /** Creates a server in {@code target/gateways/name} with our configuration and the packaged application. */
    public static GatewayFolder create(String name) {
        Path target = Path.of("target");
        GatewayFolder folder = new GatewayFolder(
                target.resolve("liberty/wlp"), target.resolve("gateways").resolve(name));
        try {
            Files.createDirectories(folder.server().resolve("apps"));
            folder.copyConfiguration(Path.of("src/main/liberty/config"));
            Files.copy(
                    target.resolve("taskcast.war"),
                    folder.server().resolve("apps/taskcast.war"),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return folder;
    }

    /** The file with the server's output. */
    public Path console() {
        return server().resolve("console.log");
    }

    /**
     * Runs the server in the foreground. The script replaces itself with the server's JVM, so its process is the
     * server's.
     */
    List<String> command() {
        String script = System.getProperty("os.name").startsWith("Windows") ? "server.bat" : "server";
        List<String> command = new ArrayList<>();
        if (ignoresInterrupt()) {
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.addAll(List.of(runtime.resolve("bin").resolve(script).toString(), "run", SERVER));
        return command;
    }

    /** Whether this process and its children ignore Ctrl-C, as in the background of a script (Linux). */
    private static boolean ignoresInterrupt() {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> line.substring("SigIgn:".length()).strip())
                    .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) & SIGINT) != 0);
        } catch (IOException | UncheckedIOException notLinux) {
            return false;
        }
    }

    private Path server() {
        return user.resolve("servers").resolve(SERVER);
    }

    private void copyConfiguration(Path source) throws IOException {
        try (Stream<Path> files = Files.walk(source).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                Path copy = server().resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
