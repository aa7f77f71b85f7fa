package dev.taskcast.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Java that servers run on.
 *
 * @param name its name in an option: a version such as {@code 25}, or the path of its home
 * @param home its folder
 */
record Jvm(String name, Path home) {
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    /** The Javas with these {@code names}, separated by commas. Without names, the Java that runs this program. */
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

    /** The path of one of its programs, such as {@code java}. */
    String program(String program) {
        return home.resolve("bin").resolve(program).toString();
    }
}
