package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.Ports;
import dev.taskcast.harness.TestTokens;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A gateway with a separate port for operators, configured by the setting's own name, on a server that has metrics of
 * its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagementPortIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestTokens tokens = Gateway.tokens();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = Ports.free();
    private final int localPort = Ports.free();
    private Target target;

    @BeforeAll
    void start() {
        target = new Target(
                "management",
                Map.of(
                        "TASKCAST_MANAGEMENT_PORT",
                        Integer.toString(port),
                        "LOCAL_PORT",
                        Integer.toString(localPort),
                        "TASKCAST_ADMIN_LOOPBACK",
                        "true",
                        "WLP_LOGGING_CONSOLE_FORMAT",
                        "JSON"),
                Path.of("src/test/resources/servers/metrics.xml"));
    }

    @AfterAll
    void stop() {
        target.close();
    }

    @Test
    void metricsAreOursThoughTheServerHasItsOwn() throws Exception {
        assertThat(Target.read(messages()))
                .contains("mpMetrics-5.1")
                .as("what the server does not take of its configuration")
                .doesNotContain(" E CWWKG");
        HttpResponse<String> metrics = get(management("/metrics"));
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body())
                .contains("taskcast_connections ", "jvm_memory_used_bytes")
                .doesNotContain("mp_scope");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/metrics/", "/admin", "/admin/sessions"})
    void routesForOperatorsAreNotOnThePortOfDevices(String path) throws Exception {
        assertThat(get(devices(path)).statusCode()).isEqualTo(404);
        try (RawSocket forger = new RawSocket(target.uri)) {
            forger.say("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n\r\n");
            assertThat(forger.head()).contains(" 404 ");
        }
    }

    @Test
    void devicesAreServedOnTheirPortAndNotOnThatOfOperators() throws Exception {
        RawSocket.welcomed(target.uri, tokens.of(Devices.user("ada"))).close();
        for (String path : new String[] {"/ws", "/events", "/client/taskcast.js", "/drain"}) {
            assertThat(get(management(path)).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void aCallerOnThisMachineNeedsNoTokenIfThatIsSwitchedOn() throws Exception {
        assertThat(get(management("/admin/sessions")).statusCode()).isEqualTo(200);
    }

    /** These requests come from this machine too. */
    @ParameterizedTest
    @CsvSource({
        "X-Forwarded-For: 192.0.2.1",
        "X-Forwarded-Proto: https",
        "Forwarded: for=192.0.2.1",
        "Via: 1.1 ingress",
        "Origin: https://evil.example",
        "Sec-Fetch-Site: cross-site",
        "Host: evil.example"
    })
    void proxiesForeignPagesAndOtherHostNamesNeedAToken(String header) throws Exception {
        String host = header.startsWith("Host: ") ? "" : "Host: 127.0.0.1:" + port + "\r\n";
        try (RawSocket sent = new RawSocket(management("/"))) {
            sent.say("DELETE /admin/sessions?user=ada HTTP/1.1\r\n" + host + header + "\r\nConnection: close\r\n\r\n");
            assertThat(sent.head()).contains(" 401 ");
        }
    }

    @Test
    void anActOfAnOperatorIsALineWithFields() throws Exception {
        HttpRequest close = HttpRequest.newBuilder(management("/admin/sessions?user=a-device-of-nobody"))
                .header("Authorization", "Bearer " + tokens.withRole("root", "admin"))
                .DELETE()
                .build();
        assertThat(http.send(close, HttpResponse.BodyHandlers.ofString()).body())
                .endsWith("\"closed\":0}");
        Await.until(PATIENCE, () -> console().contains("TCAST1201I: Operator "), "the line of the close");
        assertThat(console().lines().filter(text -> text.contains("TCAST1201I: Operator ")))
                .singleElement()
                .asString()
                .contains("\"ext_operator\":\"", "\"ext_sessions_long\":0", " closed 0 sessions of user ")
                .doesNotContain("a-device-of-nobody", "root");
    }

    /** A Dapr sidecar and a load balancer ask the port that they send to. */
    @Test
    void healthAnswersOnBoth() throws Exception {
        assertThat(get(management("/health/ready")).statusCode()).isEqualTo(200);
        assertThat(get(devices("/health/ready")).statusCode()).isEqualTo(200);
    }

    @Test
    void answersOfThatPortNameNoSoftwareEither() throws Exception {
        HttpResponse<String> answer = get(management("/metrics"));
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().map()).doesNotContainKeys("server", "x-powered-by", "set-cookie");
    }

    @Test
    void theEndsOfOneUsersSessionsAreLoggedFromWhenSomebodyAsksForThem() throws Exception {
        String ada = Devices.user("ada");
        String bob = Devices.user("bob");
        HttpRequest watch = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + localPort + "/session-ends?minutes=5&user=" + ada))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        RawSocket before = RawSocket.welcomed(target.uri, tokens.of(ada));
        HttpResponse<String> answer = http.send(watch, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        RawSocket.welcomed(target.uri, tokens.of(bob)).close();
        before.close();
        Await.until(PATIENCE, () -> console().contains("TCAST0609I: Session ended: "), "the line of the end");
        String line = console()
                .lines()
                .filter(text -> text.contains("TCAST0609I: Session ended: "))
                .findFirst()
                .orElseThrow();
        assertThat(line)
                .contains("\"ext_user\":\"" + answer.body().replaceFirst("(?s).*\"user\":\"([0-9a-f]{16})\".*", "$1")
                        + "\"")
                .contains("\"ibm_messageId\":\"TCAST0609I\"", "\"ext_session\":\"", "\"ext_reason\":\"")
                .doesNotContain(ada);
        assertThat(console().lines().filter(text -> text.contains("TCAST0609I: Session ended: ")))
                .hasSize(1);
    }

    /** The runbook's lines are at this level too. */
    @Test
    void theConsoleShowsLinesOfTheLevelInfo() throws Exception {
        assertThat(console()).contains("TCAST0003I: Settings: ", "TCAST1011I: The window was read from Kafka: ");
        assertThat(console()).containsPattern("\"ibm_messageId\":\"TCAST1011I\".*\"ext_events_long\":\\d");
    }

    private String console() throws Exception {
        return Target.read(target.output().stream()
                .filter(file -> file.endsWith("console.log") && !file.toString().contains("/logs/"))
                .findFirst()
                .orElseThrow());
    }

    private Path messages() throws Exception {
        return target.output().stream()
                .filter(file -> file.endsWith("messages.log"))
                .findFirst()
                .orElseThrow();
    }

    private URI devices(String path) {
        return target.uri.resolve(path);
    }

    private URI management(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
