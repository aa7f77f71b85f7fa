package dev.taskcast.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.ClientPrograms;
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
import org.junit.jupiter.api.Test;

/**
 * Both players of the conformance kit judge a client: the JVM's player judges the Python client, Node's player judges
 * the Java client. src/test/js/conformance.test.js judges the JavaScript client.
 */
class ConformanceIT {
    private static final String SCENARIOS = "clients/kit/scenarios.json";
    private static final List<String> NODE = List.of("node", "clients/kit/main.js", "--parallel", "16", "--");
    private static final List<String> KIT = List.of(
            ClientPrograms.JVM,
            "-XX:TieredStopAtLevel=1",
            "-cp",
            ClientPrograms.classPath(),
            "dev.taskcast.kit.Main",
            SCENARIOS);

    @Test
    void theClientsOfPythonAndOfJavaPassEveryScenario() throws IOException, InterruptedException {
        Tool.needs("node", "Node 20 or newer", "the conformance kit cannot run");
        List<String> python = ClientPrograms.python();
        Map<String, Process> running = new LinkedHashMap<>();
        running.put("conformance-java", start("conformance-java", NODE, ClientPrograms.java()));
        running.put("conformance-python", start("conformance-python", KIT, python));
        awaitPassed(running);
    }

    /** Compiles the client with javac, as a developer who copies its files does. */
    @Test
    void theClientOfJavaNeedsNoOtherLibrary() {
        List<String> arguments = new ArrayList<>(List.of(
                "--release", "17", "-Xlint:all", "-Werror", "-proc:none", "-cp", "", "-d", "target/client-alone"));
        for (String name : List.of("TaskcastClient", "Delivery", "Line")) {
            arguments.add("clients/java/dev/taskcast/client/" + name + ".java");
        }
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        assertThat(javac.run(System.out, System.err, arguments.toArray(String[]::new)))
                .isZero();
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
