package dev.taskcast.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A gateway that cannot do its job safely does not start. It says why in one line, and leaves no idle process.
 * {@code SettingsTest}, {@code KeyFormatTest} and {@code MissingKeysTest} have the lines for all other wrong settings.
 */
class StartIT {
    private static final Duration DEADLINE = Duration.ofMinutes(4);
    private static final String NOT_STARTED = "TCAST0005E: Not started: ";
    private static final String PORT = Integer.toString(Ports.free());
    private static final Path MISSING = Path.of("target/gateways/missing.pem").toAbsolutePath();

    static List<Arguments> wrongSettings() {
        return List.of(
                Arguments.of(
                        "nobody",
                        Map.of("BETTER_AUTH_SECRET", ""),
                        "No token would be accepted: set BETTER_AUTH_SECRET"),
                Arguments.of(
                        "bad-beside-good",
                        Map.of(
                                "TASKCAST_AUTH_ISSUERS", "app",
                                "TASKCAST_AUTH_ISSUER_APP_ISS", "https://app.example",
                                "TASKCAST_AUTH_ISSUER_APP_AUDIENCES", "*",
                                "TASKCAST_AUTH_ISSUER_APP_JWKS", MISSING.toUri().toString()),
                        "Setting taskcast.auth.issuer.app.jwks cannot be read: there is no file " + MISSING),
                Arguments.of(
                        "operators-where-devices-are",
                        Map.of("HTTP_PORT", PORT, "MANAGEMENT_PORT", PORT),
                        "Setting taskcast.management.port (MANAGEMENT_PORT) is '" + PORT
                                + "'; allowed is any value except that of HTTP_PORT"),
                Arguments.of(
                        "no-memory",
                        Map.of("JVM_ARGS", "-XX:MaxDirectMemorySize=16m"),
                        "There is no memory for sockets: make MaxDirectMemorySize larger than the 24 MiB"),
                // The server reads this setting and then does not start the application, so Taskcast cannot log a line.
                Arguments.of("wrong-channel", Map.of("MP_MESSAGING_INCOMING_TASK_UPDATES_TOPIC", "x"), ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongSettings")
    void aFailedStartEndsWithAStatusAndOneLine(String name, Map<String, String> settings, String reason)
            throws Exception {
        try (GatewayProcess gateway = start("not-started-" + name, settings, Ports.free())) {
            Await.until(DEADLINE, () -> !gateway.isAlive(), "the end of the process, see " + gateway.console());
            assertThat(gateway.process().exitValue()).isOne();
            String console = Files.readString(gateway.console());
            assertThat(console).contains("TCAST0006E: The process ends with status 1");
            if (!reason.isEmpty()) {
                assertThat(console).containsOnlyOnce(NOT_STARTED + reason);
            }
        }
    }

    @Test
    void aServerThatIsNotOursAloneStays() throws Exception {
        int port = Ports.free();
        Map<String, String> settings = Map.of("TRUSTED_PROXIES", "10\\.(", "EXIT_WHEN_NOT_STARTED", "false");
        try (GatewayProcess gateway = start("shared", settings, port)) {
            Await.until(
                    DEADLINE,
                    () -> !gateway.isAlive() || get(port, "/health/live") == 200,
                    "the server, see " + gateway.console());
            assertThat(gateway.isAlive()).isTrue();
            assertThat(Files.readString(gateway.console()))
                    .contains(NOT_STARTED
                            + "Setting taskcast.proxy.trusted (TRUSTED_PROXIES) is '10\\.('; allowed is none,")
                    .contains("CWWKZ0012I");
            assertThat(get(port, "/health/ready")).isEqualTo(503);
        }
    }

    private static GatewayProcess start(String name, Map<String, String> settings, int port) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", Gateway.brokers());
        return GatewayProcess.start(GatewayFolder.create(name), port, environment);
    }

    private static int get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
