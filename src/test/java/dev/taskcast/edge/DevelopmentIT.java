package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.Ports;
import dev.taskcast.harness.TestTokens;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A developer's gateway answers only this machine and its pages, and so does the drain of any gateway. */
@TestMethodOrder(OrderAnnotation.class)
class DevelopmentIT {
    private static final Duration ROTATION = Duration.ofSeconds(5);
    private static final int LOCAL_PORT = Ports.free();
    private static final String ADA = "{\"user\":\"ada\"}";
    private static final String EVENT = "{\"event_type\":\"task.updated\",\"user_id\":\"ada\",\"task\":{\"id\":1}}";
    private static Target target;

    private final TestTokens tokens = Gateway.tokens();

    @BeforeAll
    static void start() {
        target = new Target(
                "development",
                Map.of(
                        "TASKCAST_MODE",
                        "development",
                        "LOCAL_PORT",
                        Integer.toString(LOCAL_PORT),
                        "TASKCAST_DRAIN_ROTATION_TIME",
                        ROTATION.toSeconds() + "s"));
    }

    @AfterAll
    static void stop() {
        target.close();
    }

    @ParameterizedTest
    @Order(1)
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {"/dev/token | {\"user\":\"ada\"} | 200", "/task-updates | {} | 200"})
    void aClientOnThisMachineIsAnswered(String path, String body, int status) throws IOException {
        for (String origin : List.of("", "http://localhost:3000", "https://127.0.0.1:5173", "http://[::1]")) {
            assertThat(post(path, body, "localhost:8005", origin)).as(origin).startsWith("HTTP/1.1 " + status);
        }
    }

    /**
     * The page of another site, a name that it resolves to this machine, and headers by which it pretends to ask for
     * this machine.
     */
    @ParameterizedTest
    @Order(1)
    @ValueSource(
            strings = {
                "/dev/token",
                "/dev/tasks?user=ada",
                "/demo/page.js",
                "/index.html",
                "/",
                "/task-updates",
                "/task-updates/",
                "//task-updates",
                "/task-updates;x",
                "/dapr/subscribe",
                "//dev/token",
                "/dev;x/token",
                "/./dev/token",
                "/x/../dev/token",
                "/%64ev/token"
            })
    void foreignPagesAndOtherHostNamesGetNothing(String path) throws IOException {
        String port = ":" + target.uri.getPort();
        for (String headers : List.of(
                "Host: localhost" + port + "\r\nOrigin: https://evil.example",
                "Host: localhost" + port + "\r\nOrigin: null",
                "Host: evil.example" + port,
                "Host: evil.example" + port + "\r\n$WSSN: localhost",
                "Host: evil.example" + port + "\r\n$WSSN: localhost\r\n$WSSP: 8005\r\n$WSSC: http\r\n$WSIS: false",
                "Host: evil.example" + port + "\r\nX-Forwarded-Host: localhost",
                "Host: localhost" + port + "\r\nX-Forwarded-For: 127.0.0.1",
                "Host: localhost" + port + "\r\nForwarded: for=127.0.0.1")) {
            for (String method : List.of("GET", "POST")) {
                String body = method.equals("GET") ? "" : ADA;
                assertThat(answer(target.uri, method, path, body, headers))
                        .as("%s %s%n%s", method, path, headers)
                        .containsPattern("^HTTP/1.1 (400|403|404|405) ")
                        .doesNotContain("\"token\"", "\"status\":\"DROP\"", "pubsubname", "import ");
            }
        }
    }

    @Test
    @Order(1)
    void anEventThatAPageOfAnotherSiteSendsIsNotPublished() throws Exception {
        double before = target.metric("taskcast_window_appended_total");
        assertThat(post("/task-updates", EVENT, "localhost:8005", "https://evil.example"))
                .startsWith("HTTP/1.1 403");
        assertThat(post("/task-updates", EVENT, "localhost:8005", "")).contains("SUCCESS");
        Await.until(
                Duration.ofMinutes(1),
                () -> target.metric("taskcast_window_appended_total") > before,
                "the event of this machine");
        assertThat(target.metric("taskcast_window_appended_total")).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @Order(1)
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/dev/token | [] | 400 | A JSON object is needed",
                "/dev/token | \"ada\" | 400 | A JSON object is needed",
                "/dev/token | null | 400 | A JSON object is needed",
                "/dev/token | {\"user\":[\"ada\"]} | 400 | user: a string is needed",
                "/dev/token | {\"user\":7} | 400 | user: a string is needed",
                "/dev/token | {\"user\":\"ada\",\"groups\":\"publisher\"} | 400 | groups: an array is needed",
                "/dev/token | {\"user\":\"ada\",\"groups\":[1]} | 400 | groups: ",
                "/dev/token | {\"user\" | 400 | The body is not JSON",
                "/dev/token | {\"user\":\"ada\"}} | 400 | The body is not JSON",
                "/dev/token | {\"user\":\"ada\",\"user\":\"bob\"} | 400 | twice",
                "/dev/tasks | [{}] | 400 | A JSON object is needed",
                "/dev/tasks | {\"user\":\"ada\",\"title\":{}} | 400 | title: a string is needed",
                "/dev/burst | {\"user\":\"ada\",\"count\":\"many\"} | 400 | count: a whole number is needed",
                "/dev/burst | {\"user\":\"ada\",\"count\":1e99} | 400 | count: a whole number is needed",
                "/dev/burst | {\"user\":\"ada\",\"count\":1.5} | 400 | count: a whole number is needed",
                "/dev/tasks/x/complete | [] | 400 | A JSON object is needed"
            })
    void theAnswerSaysThatABodyIsNotValid(String path, String body, int status, String sentence) throws IOException {
        assertThat(post(path, body, "localhost:8005", ""))
                .startsWith("HTTP/1.1 " + status)
                .contains(sentence);
    }

    @Test
    @Order(1)
    void theAnswerSaysThatABodyIsTooDeepTooLargeOrMissing() throws IOException {
        String deep = "{\"user\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
        assertThat(post("/dev/token", deep, "localhost:8005", ""))
                .startsWith("HTTP/1.1 400")
                .contains("16 levels");
        String large = "{\"user\":\"" + "a".repeat(70_000) + "\"}";
        assertThat(post("/dev/token", large, "localhost:8005", ""))
                .startsWith("HTTP/1.1 413")
                .contains("65536 bytes");
        assertThat(post("/dev/token", "", "localhost:8005", ""))
                .startsWith("HTTP/1.1 400")
                .contains("The body is not JSON");
        String brackets = "{\"user\":\"ada\",\"title\":\"" + "[".repeat(100) + "\\\"{\"}";
        assertThat(post("/dev/tasks", brackets, "localhost:8005", ""))
                .as("in a title")
                .startsWith("HTTP/1.1 202");
    }

    @Test
    @Order(1)
    void aPageOfThisMachineMayConnectAndAnotherIsToldWhatToSet() throws Exception {
        new RawSocket(target.uri)
                .welcomed(tokens.of(Devices.user("ada")), "Origin: http://localhost:3000")
                .close();
        try (RawSocket page = new RawSocket(target.uri).knock("/ws", "Origin: http://192.168.1.5:3000")) {
            page.head();
            String reason = "origin not allowed: list it in TASKCAST_SOCKET_ORIGINS";
            assertThat(page.upTo(reason)).endsWith(reason);
        }
        StringBuilder log = new StringBuilder();
        for (Path file : target.output()) {
            log.append(Target.read(file));
        }
        assertThat(log).contains("TCAST0701W: A page was refused: its origin is http://192.168.1.5:3000");
    }

    @ParameterizedTest
    @Order(1)
    @ValueSource(
            strings = {
                "Host: 127.0.0.1\r\nOrigin: http://localhost:3000",
                "Host: 127.0.0.1\r\nOrigin: null",
                "Host: evil.example",
                "Host: evil.example\r\n$WSSN: 127.0.0.1",
                "Host: 127.0.0.1\r\nX-Forwarded-For: 127.0.0.1"
            })
    void noPageDrainsAReplicaWithAnyMethod(String headers) throws Exception {
        for (String method : List.of("POST", "GET", "PUT", "OPTIONS")) {
            assertThat(answer(target.uri.resolve("http://127.0.0.1:" + LOCAL_PORT), method, "/drain", "", headers))
                    .startsWith("HTTP/1.1 403");
        }
        assertThat(answer(target.uri, "GET", "/health/ready", "", "Host: localhost"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    @Order(2)
    void aDrainServesNewDevicesUntilNobodyIsLedHereAnyMore() throws Exception {
        long begin = System.nanoTime();
        URI local = URI.create("http://127.0.0.1:" + LOCAL_PORT);
        try (RawSocket hook = new RawSocket(local)
                .say("POST /drain HTTP/1.1\r\nHost: 127.0.0.1:" + LOCAL_PORT
                        + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")) {
            Await.until(
                    Duration.ofMinutes(1),
                    () -> answer(target.uri, "GET", "/health/ready", "", "Host: localhost")
                            .startsWith("HTTP/1.1 503"),
                    "not ready");
            new RawSocket(target.uri).welcomed(tokens.of(Devices.user("ada"))).close();
            assertThat(hook.rest()).startsWith("HTTP/1.1 200").contains("{\"closed\":0}");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(ROTATION, ROTATION.multipliedBy(3));
        }
        try (RawSocket late =
                new RawSocket(target.uri).knock("/ws", "Authorization: Bearer " + tokens.of(Devices.user("eve")))) {
            late.head();
            assertThat(late.closeCode()).isEqualTo(1012);
        }
    }

    private static String post(String path, String body, String host, String origin) throws IOException {
        return answer(
                target.uri, "POST", path, body, "Host: " + host + (origin.isEmpty() ? "" : "\r\nOrigin: " + origin));
    }

    private static String answer(URI server, String method, String path, String body, String headers)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String json = method.equals("POST") ? "Content-Type: application/json\r\n" : "";
        try (RawSocket socket = new RawSocket(server)) {
            socket.say(method + " " + path + " HTTP/1.1\r\n" + headers + "\r\n" + json + "Content-Length: "
                    + bytes.length + "\r\nConnection: close\r\n\r\n");
            return socket.send(bytes).rest();
        }
    }
}
