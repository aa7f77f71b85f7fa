package dev.taskcast.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Java on which servers run.
 *
 * @param name its name in an option: a version such as {@code 25}, or the path of its home
 * @param home its folder
 */
record Jvm(String name, Path home) {
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    /** The Javas of {@code names}, which are comma-separated; if empty, the Java of this program. */
    static List<Jvm> of(String names) {
        if (names.isEmpty()) {
            return List.of(new Jvm("", Path.of(System.getProperty("java.home"))));
        }
        return Arrays.stream(names.split(",")).map(Jvm::named).toList();
    }

    private static Jvm named(String name) {
        if (name.contains("/")) {
            return new Jvm(Path.of(name).getFileName().toString(), Path.of(name).toAbsolutePath());
        }
        try (Stream<Path> homes = Files.list(INSTALLED)) {
            return homes.filter(home -> is(home, name))
                    .sorted()
                    .findFirst()
                    .map(home -> new Jvm(name, home))
                    .orElseThrow(() -> new IllegalArgumentException("No Java " + name + " in " + INSTALLED));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean is(Path home, String version) {
        try {
            return Files.exists(home.resolve("bin/jcmd"))
                    && Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"" + version + ".");
        } catch (IOException none) {
            return false;
        }
    }

    /** One of its programs, such as {@code java}. */
    String program(String program) {
        return home.resolve("bin").resolve(program).toString();
    }
}
