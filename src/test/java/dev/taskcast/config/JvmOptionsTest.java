package dev.taskcast.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each Java starts with the options that we ship. */
class JvmOptionsTest {
    private static final Path OPTIONS = Path.of("src/main/liberty/config/jvm.options");

    @Test
    void thisJavaStarts() throws Exception {
        assertStarts(List.of());
    }

    /** Compact headers are an experiment in Java 24; this one is an experiment in Java 17 and 25. */
    @Test
    void aJavaInWhichAnOptionIsAnExperimentStarts() throws Exception {
        assertStarts(List.of("-XX:+AlwaysAtomicAccesses"));
    }

    private static void assertStarts(List<String> more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Files.readAllLines(OPTIONS).stream().filter(it -> it.startsWith("-")).forEach(command::add);
        command.addAll(more);
        command.add("-version");
        Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor()).as(said).isZero();
    }
}
