package dev.taskcast.harness;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Programs that tests need and a build machine may lack. */
public final class Tool {
    private Tool() {}

    /**
     * Skips the test with a hint what to install if {@code program} is not on the path; if {@code CI} is set, the test
     * fails.
     *
     * @param name what to install
     * @param so the consequence, such as "the alerts cannot be tested"
     */
    public static void needs(String program, String name, String so) {
        boolean found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!found) {
            skip(name + " is not installed, so " + so);
        }
    }

    /** Skips the test with {@code message}; if {@code CI} is set, the test fails. */
    static void skip(String message) {
        if (System.getenv("CI") != null) {
            fail(message);
        }
        System.err.println("SKIPPED: " + message);
        abort(message);
    }

    /** The output of {@code command}, run in {@code folder}. If the command fails, fails with its output. */
    public static String output(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try (InputStream printed = process.getInputStream()) {
            String text = new String(printed.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                fail(String.join(" ", command) + " failed:\n" + text);
            }
            return text;
        }
    }
}
