package dev.taskcast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Both load clients: the one in Java, and the one in C, compiled without a warning. Without gcc only the first is tested;
 * where {@code CI} is set, that fails.
 */
final class LoadClients {
    private static final Path SOURCES = Path.of("bench/load");
    private static final List<Optional<Path>> ALL = find();

    private LoadClients() {}

    /** The programs of them; the one in Java has none. */
    static List<Optional<Path>> all() {
        return ALL;
    }

    private static List<Optional<Path>> find() {
        try {
            Path program = Files.createTempDirectory("taskcast-load").resolve("load");
            List<String> command = new ArrayList<>(
                    List.of("gcc", "-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program.toString()));
            try (Stream<Path> files = Files.list(SOURCES)) {
                files.map(Path::toString).filter(it -> it.endsWith(".c")).forEach(command::add);
            }
            if (compiles(command)) {
                return List.of(Optional.empty(), Optional.of(program));
            }
            return List.of(Optional.empty());
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static boolean compiles(List<String> command) throws InterruptedException {
        try {
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new IllegalStateException("The load client has an error or a warning: " + command);
            }
            return true;
        } catch (IOException missing) {
            if (System.getenv("CI") != null) {
                throw new IllegalStateException(
                        "gcc is not installed, so the load client in C cannot be tested", missing);
            }
            System.err.println("SKIPPED: gcc is not installed, so the load client in C is not tested");
            return false;
        }
    }
}
