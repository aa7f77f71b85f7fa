package dev.taskcast.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each Java starts with the options that we ship. */
class JvmOptionsTest {
    private static final Path OPTIONS = Path.of("src/main/liberty/config/jvm.options");
    /** Options that are experimental in some version of Java. */
    private static final List<String> EXPERIMENTS = List.of("TrimNativeHeapInterval", "UseCompactObjectHeaders");

    @Test
    void thisJavaStarts() throws Exception {
        assertStarts(List.of());
    }

    /** We ship an option that is experimental in Java 24. The option of this test is experimental in Java 17 and 25. */
    @Test
    void aJavaInWhichAnOptionIsAnExperimentStarts() throws Exception {
        assertStarts(List.of("-XX:+AlwaysAtomicAccesses"));
    }

    /** If an experimental option comes before the option that unlocks it, Java does not start. */
    @Test
    void experimentalOptionsComeAfterTheirUnlocking() throws IOException {
        List<String> options = Files.readAllLines(OPTIONS).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        int unlocked = options.indexOf("-XX:+UnlockExperimentalVMOptions");
        assertThat(unlocked).isNotNegative();
        assertThat(options.subList(0, unlocked))
                .noneMatch(it -> EXPERIMENTS.stream().anyMatch(it::contains));
        assertThat(options.subList(unlocked, options.size()))
                .anyMatch(it -> it.contains(EXPERIMENTS.get(0)))
                .anyMatch(it -> it.contains(EXPERIMENTS.get(1)));
    }

    /** By default a collection gives back all memory that is free at that moment, and the heap has to grow again. */
    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseG1GC"})
    void theHeapKeepsItsSize(String collector) throws Exception {
        String said = run(List.of("-XX:MaxRAM=1g", collector, "-cp", "target/test-classes", HeapSizes.class.getName()));
        assertThat(said).as(said).contains("before 100 %, after 100 %");
    }

    private static void assertStarts(List<String> more) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(more);
        all.add("-version");
        run(all);
    }

    private static String run(List<String> more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Files.readAllLines(OPTIONS).stream().filter(it -> it.startsWith("-")).forEach(command::add);
        command.addAll(more);
        Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor()).as(said).isZero();
        return said;
    }
}
