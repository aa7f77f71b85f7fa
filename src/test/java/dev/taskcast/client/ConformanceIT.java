package dev.taskcast.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Both players of the conformance kit judge a client: that of the JVM the one of Python, that of Node the one of Java. The
 * client of JavaScript is judged in src/test/js/conformance.test.js.
 *
 * <p>Kit and client are compiled as whoever uses them does it: by javac, without another library.
 */
class ConformanceIT {
    private static final Path CLASSES = Path.of("target/conformance");
    private static final String SCENARIOS = "clients/kit/scenarios.json";
    /** Debian's, for which CI installs websockets. */
    private static final List<String> PYTHON = List.of("/usr/bin/python3", "clients/python/conformance.py");

    private static final String JVM =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final List<String> JAVA = List.of(
            JVM,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            CLASSES.toString(),
            "dev.taskcast.client.Conformance");

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        Tool.needs("node", "Node 20 or newer", "the conformance kit cannot run");
        Tool.output(Path.of("."), PYTHON.get(0), "-c", "import websockets");
        List<String> arguments = new ArrayList<>(
                List.of("--release", "17", "-Xlint:all", "-Werror", "-cp", "", "-d", CLASSES.toString()));
        for (String folder : List.of("clients/java", "clients/kit/java")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
            }
        }
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        assertThat(javac.run(System.out, System.err, arguments.toArray(String[]::new)))
                .isZero();
    }

    @Test
    void theClientsOfPythonAndOfJavaPassEveryScenario() throws IOException, InterruptedException {
        List<String> node = List.of("node", "clients/kit/main.js", "--parallel", "12", "--");
        List<String> jvm = List.of(JVM, "-cp", CLASSES.toString(), "dev.taskcast.kit.Main", SCENARIOS);
        Map<String, Process> running = new LinkedHashMap<>();
        running.put("conformance-java", start("conformance-java", node, JAVA));
        running.put("conformance-python", start("conformance-python", jvm, PYTHON));
        awaitPassed(running);
    }

    private static Process start(String name, List<String> player, List<String> client) throws IOException {
        List<String> command = new ArrayList<>(player);
        command.addAll(client);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output(name).toFile())
                .start();
    }

    private static void awaitPassed(Map<String, Process> running) throws IOException, InterruptedException {
        for (Map.Entry<String, Process> each : running.entrySet()) {
            boolean ended = each.getValue().waitFor(2, TimeUnit.MINUTES);
            if (!ended) {
                each.getValue().destroyForcibly();
            }
            String said = Files.readString(output(each.getKey()));
            assertThat(ended).as("%s ends; it said\n%s", each.getKey(), said).isTrue();
            assertThat(each.getValue().exitValue()).as(said).isZero();
            assertThat(said).contains("scenarios passed").doesNotContain("FAILED");
        }
    }

    private static Path output(String name) {
        return Path.of("target", name + ".txt");
    }
}
