package dev.taskcast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Both load clients: the one in Java, and the one in C, which must compile without a warning. Without Linux or gcc only
 * the Java client is tested; if {@code CI} is set, the test then fails.
 */
final class LoadClients {
    private static final Path SOURCES = Path.of("bench/load");
    private static final Path PROGRAM = Path.of("target/test-load/load");
    private static final List<Optional<Path>> ALL = find();

    private LoadClients() {}

    /** Their programs; the Java client has no program. */
    static List<Optional<Path>> all() {
        return ALL;
    }

    private static List<Optional<Path>> find() {
        try {
            Files.createDirectories(PROGRAM.getParent());
            List<String> command = new ArrayList<>(
                    List.of("gcc", "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-o", PROGRAM.toString()));
            try (Stream<Path> files = Files.list(SOURCES)) {
                files.map(Path::toString).filter(it -> it.endsWith(".c")).forEach(command::add);
            }
            return compiles(command) ? List.of(Optional.empty(), Optional.of(PROGRAM)) : List.of(Optional.empty());
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static boolean compiles(List<String> command) throws InterruptedException {
        try {
            if (!System.getProperty("os.name").equals("Linux")) {
                throw new IOException("It is for Linux");
            }
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new IllegalStateException("The load client has an error or a warning: " + command);
            }
            return true;
        } catch (IOException missing) {
            if (System.getenv("CI") != null) {
                throw new IllegalStateException("No gcc on Linux, so the load client in C cannot be tested", missing);
            }
            System.err.println("SKIPPED: no gcc on Linux, so the load client in C is not tested");
            return false;
        }
    }
}
