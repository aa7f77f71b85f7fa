package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.TestTokens;
import dev.taskcast.harness.Tool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The application on servers with another configuration, below a context root. One has the fewest features, in
 * development mode, with the application in {@code dropins}. The other is in production with all of MicroProfile, and
 * its secret is in a file. Their {@code server.xml} are those of docs/own-open-liberty.md.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OwnLibertyIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** A server checks its ports 45 s after the start. */
    private static final Duration LOOKED = Duration.ofSeconds(50);

    private static final String FIRST = "the first secret of a file that is mounted";
    private static final String SECOND = "the second secret of a file that is mounted";
    private static final String SIDECAR = "a-token-of-the-sidecar-in-a-file";
    private static final String SECRET = "BETTER_AUTH_SECRET";

    private OtherServer dropins;
    private OtherServer shared;
    private TestTokens tokens = new TestTokens(FIRST);
    private Path secrets;
    private Instant ready;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        secrets = Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(secrets.resolve(SECRET), FIRST + "\n");
        Files.writeString(secrets.resolve("taskcast.dapr.api-token"), SIDECAR);
        dropins = new OtherServer(
                "To try it: dropins", "dropins/taskcast.war", "/taskcast", Map.of("TASKCAST_MODE", "development"));
        shared = new OtherServer(
                "In production",
                "apps/taskcast.war",
                "/live",
                Map.of(
                        "VARIABLE_SOURCE_DIRS", secrets.toString(),
                        "TASKCAST_AUTH_JWKS_REFRESH", "10s",
                        "TASKCAST_DRAIN_ROTATION_TIME", "0s",
                        "TASKCAST_DRAIN_TIME", "2s",
                        "OTEL_TRACES_EXPORTER", "none",
                        "keystore_password", "a-password-of-tests"),
                Path.of("src/test/resources/servers/metrics.xml"),
                Path.of("deploy/telemetry/telemetry.xml"));
        dropins.awaitReady();
        shared.awaitReady();
        ready = Instant.now();
    }

    @AfterAll
    void stop() {
        for (OtherServer server : new OtherServer[] {dropins, shared}) {
            if (server != null) {
                server.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dropins", "shared"})
    @Order(1)
    void anEventPublishedByHttpReachesSocketAndStream(String name) throws Exception {
        OtherServer server = server(name);
        String ada = Devices.user("ada");
        try (RawSocket socket = server.welcomed(tokens(name).of(ada));
                RawSocket stream = new RawSocket(server.uri)) {
            stream.say("GET " + server.root + "/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + tokens(name).of(ada) + "\r\n\r\n");
            assertThat(stream.upTo("\"type\":\"welcome\"")).startsWith("HTTP/1.1 200 ");
            HttpResponse<String> answer = server.send(server.route("/events")
                    .header("Authorization", "Bearer " + tokens(name).withRole("backend", "publisher"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(event(ada, "by-http"))));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            assertThat(socket.text("task_update")).contains("by-http");
            assertThat(stream.upTo("by-http")).endsWith("by-http");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dropins", "shared"})
    @Order(1)
    void aPageThatNamesNoAddressIsConnectedBelowTheContextRoot(String name) throws Exception {
        Tool.needs("node", "Node", "the client of a server of others is not run");
        OtherServer server = server(name);
        HttpResponse<String> client = server.get("/client/taskcast.min.js");
        assertThat(client.statusCode()).isEqualTo(200);
        Path module = Files.writeString(secrets.getParent().resolve(name + "-client.mjs"), client.body());
        for (String transport : List.of("websocket", "sse")) {
            String printed = Tool.output(
                    Path.of("."),
                    "node",
                    "--no-warnings",
                    "--experimental-websocket",
                    "src/test/js/default-address.js",
                    server.uri.resolve("/a/page/of/theirs").toString(),
                    module.toUri().toString(),
                    tokens(name).of(Devices.user("ada")),
                    transport);
            assertThat(printed.strip()).isEqualTo(transport);
        }
    }

    @Test
    @Order(1)
    void everyLinkOfTheDemoPageLeadsSomewhereAndItsRoutesAnswer() throws Exception {
        HttpResponse<String> page = dropins.get("/");
        assertThat(page.body()).contains("<title>Taskcast</title>");
        List<String> links = Pattern.compile("(?:href|src)=\"([^\"#]+)\"")
                .matcher(page.body())
                .results()
                .map(link -> link.group(1))
                .toList();
        assertThat(links).contains("demo/page.js", "client/taskcast.js", "admin/ui/", "/health");
        for (String link : links) {
            URI address = page.uri().resolve(link);
            assertThat(dropins.send(OtherServer.at(address)).statusCode())
                    .as(link)
                    .isEqualTo(200);
        }
        HttpResponse<String> token = dropins.send(dropins.route("/dev/token")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"user\":\"ada\"}")));
        String value = token.body().replaceFirst("(?s).*\"token\":\"([^\"]+)\".*", "$1");
        dropins.welcomed(value).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dropins", "shared"})
    @Order(1)
    void anEventThatASidecarDeliversToItsRouteArrives(String name) throws Exception {
        OtherServer server = server(name);
        String ada = Devices.user("ada");
        assertThat(server.send(OtherServer.at(server.uri.resolve("/dapr/subscribe")))
                        .statusCode())
                .as("at the root, where a sidecar asks")
                .isEqualTo(404);
        String route = server.root + "/task-updates";
        assertThat(server.get("/dapr/subscribe").body()).contains("\"routes\":{\"default\":\"" + route + "\"}");
        assertThat(Files.readString(Path.of("docs/own-open-liberty.md")))
                .contains("      default: /live/task-updates\n");
        try (RawSocket socket = server.welcomed(tokens(name).of(ada))) {
            HttpResponse<String> answer = server.send(OtherServer.at(server.uri.resolve(route))
                    .header("dapr-api-token", SIDECAR)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(event(ada, "by-dapr"))));
            assertThat(answer.body()).contains("SUCCESS");
            assertThat(socket.text("task_update")).contains("by-dapr");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dropins", "shared"})
    @Order(1)
    void metricsAreBelowTheContextRootAndHealthIsThatOfTheServer(String name) throws Exception {
        OtherServer server = server(name);
        assertThat(server.get("/metrics").body()).contains("taskcast_connections ", "taskcast_container_threads");
        HttpResponse<String> health = server.send(OtherServer.at(server.uri.resolve("/health")));
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body())
                .contains("\"name\":\"keys\"", "\"name\":\"kafka\"", "\"name\":\"gateway\"", "\"name\":\"channel\"");
        assertThat(server.messages())
                .contains("TCAST0003I: Settings: ", "TCAST1011I: The window was read from Kafka: ")
                .doesNotContain("TCAST0005E", "TCAST1301I", "TCAST0004W");
    }

    /** The requests have a good token, a bad token, or no token. */
    @Test
    @Order(1)
    void theServersOwnMicroProfileHasNothingToSayOfOurRequests() throws Exception {
        String good = tokens.withRole("root", "admin");
        for (String token : List.of(good, good + "x", "a.b.c")) {
            HttpResponse<String> answer =
                    shared.send(shared.route("/admin/sessions").header("Authorization", "Bearer " + token));
            assertThat(answer.statusCode()).isEqualTo(token.equals(good) ? 200 : 401);
        }
        assertThat(shared.messages())
                .contains("mpJwt-2.1", "mpMetrics-5.1", "mpTelemetry-2.1", "TCAST0401I: Traces are exported: ")
                .contains("LTPA configuration is ready")
                .doesNotContain("CWWKS5523E", "CWWKS5524E", "CWWKS6031E");
    }

    @Test
    @Order(1)
    void aPropertyOfTheApplicationIsASetting() throws Exception {
        shared.welcomed(tokens.of(Devices.user("ada")), "Origin: https://app.example.com")
                .close();
        try (RawSocket foreign = new RawSocket(shared.uri)) {
            foreign.knock(
                    "/live/ws",
                    "Authorization: Bearer " + tokens.of(Devices.user("ada")),
                    "Origin: https://evil.example");
            foreign.head();
            assertThat(foreign.closeCode()).isEqualTo(4003);
        }
    }

    /** The session continues, but its token is not accepted any more. */
    @Test
    @Order(2)
    void aSecretChangedInItsFileAppliesWithoutARestart() throws Exception {
        String ada = Devices.user("ada");
        String old = tokens.of(ada);
        try (RawSocket open = shared.welcomed(old)) {
            Files.writeString(secrets.resolve(SECRET), SECOND + "\n");
            tokens = new TestTokens(SECOND);
            Await.until(
                    PATIENCE,
                    () -> shared.messages().contains("TCAST0205I: The shared secret was changed; "),
                    "the line about the changed secret");
            try (RawSocket refused = new RawSocket(shared.uri).knock("/live/ws", "Authorization: Bearer " + old)) {
                refused.head();
                assertThat(refused.closeCode()).isEqualTo(4001);
            }
            Topic.publish(event(ada, "to-both"));
            assertThat(open.text("task_update")).contains("to-both");
            shared.welcomed(tokens.of(ada)).close();
        }
        assertThat(shared.messages()).doesNotContain(FIRST, SECOND);
    }

    @Test
    @Order(3)
    void aServerWithAnEndpointForItDrains() throws Exception {
        Await.until(PATIENCE, () -> Instant.now().isAfter(ready.plus(LOOKED)), "the check of the ports");
        assertThat(shared.messages()).doesNotContain("TCAST1305W");
        URI hook = URI.create("http://127.0.0.1:" + shared.localPort + "/live/drain");
        try (RawSocket device = shared.welcomed(tokens.of(Devices.user("ada")))) {
            assertThat(shared.send(shared.route("/drain").POST(BodyPublishers.noBody()))
                            .statusCode())
                    .as("on the port of devices")
                    .isEqualTo(404);
            HttpResponse<String> answer = shared.send(OtherServer.at(hook).POST(BodyPublishers.noBody()));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("{\"closed\":");
            device.text("goaway");
            assertThat(device.closeCode()).isEqualTo(1001);
        }
    }

    @Test
    @Order(3)
    void aServerWithoutOneSaysWhatToAddAndDrainsOnASignal() throws Exception {
        Await.until(PATIENCE, () -> dropins.messages().contains("TCAST1305W"), "the line that says so");
        assertThat(dropins.messages())
                .contains("Nothing listens on port " + dropins.localPort
                        + " of taskcast.drain.local-port, so POST /drain");
        try (RawSocket device = dropins.welcomed(Gateway.tokens().of(Devices.user("ada")))) {
            dropins.stop();
            device.text("goaway");
            assertThat(device.closeCode()).isEqualTo(1001);
        }
    }

    private OtherServer server(String name) {
        return name.equals("dropins") ? dropins : shared;
    }

    private TestTokens tokens(String name) {
        return name.equals("dropins") ? Gateway.tokens() : tokens;
    }

    private static String event(String user, String task) {
        return Topic.event("task.updated", "\"user_id\":\"" + user + "\"", "{\"id\":\"" + task + "\"}");
    }
}
