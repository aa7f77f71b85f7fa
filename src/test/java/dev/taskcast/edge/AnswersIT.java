package dev.taskcast.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** For any request, slow, damaged or compressed, the client gets an answer in plain words, and no one else notices. */
@Execution(ExecutionMode.SAME_THREAD) // It has its own gateway, and counts that gateway's threads and log lines.
class AnswersIT {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration PROMPT = Duration.ofSeconds(3);
    private static final String EVENT =
            "{\"event_type\":\"task.updated\",\"user_id\":\"ada\",\"task\":{\"id\":\"t-1\"}}";
    private static final String DROP = "{\"status\":\"DROP\"}";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String SIDECAR = JSON + "dapr-api-token: " + Backend.API_TOKEN + "\r\n";
    private static final String PUBLISHER =
            JSON + "Authorization: Bearer " + Gateway.tokens().withRole("backend", "publisher") + "\r\n";

    /** Words that reveal which software answers. */
    private static final String NAMES =
            "(?is).*(SRVE|CWW|RESTEASY|Liberty|WebSphere|\\bIBM|servlet|java\\.|Exception|jakarta"
                    + "|\\$WS|weld|\r\n(Server|X-Powered-By):).*";

    private static Target target;

    @BeforeAll
    static void start() {
        target = new Target(
                "answers",
                Map.of(
                        "TASKCAST_INGEST_BODY_DEADLINE",
                        DEADLINE.toSeconds() + "s",
                        "TASKCAST_DAPR_API_TOKEN",
                        Backend.API_TOKEN,
                        "TASKCAST_KAFKA_DEAD_LETTER_TOPIC",
                        "task-updates-dlq",
                        "KAFKA_MAX_REQUEST_SIZE",
                        "100000"));
    }

    @AfterAll
    static void stop() {
        target.close();
    }

    @Test
    void sixtySlowBodiesBlockNoThreadAndDelayNobody() throws Exception {
        Backend another = Backend.publisher(target.uri, Gateway.tokens());
        assertThat(another.post("application/json", EVENT).statusCode()).isEqualTo(202);
        double before = target.metric("jvm_threads_current");
        List<RawSocket> slow = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String who = i % 3 == 0 ? SIDECAR : PUBLISHER;
            slow.add(new RawSocket(target.uri)
                    .say(head("POST", i % 3 == 0 ? "/task-updates" : "/events", who + "Content-Length: 9000\r\n")
                            + "{"));
        }
        for (int i = 0; i < 5; i++) {
            long begun = System.nanoTime();
            assertThat(another.post("application/json", EVENT).statusCode()).isEqualTo(202);
            assertThat(answer("GET", "/health", "", "")).startsWith("HTTP/1.1 200");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PROMPT);
        }
        assertThat(target.metric("jvm_threads_current")).isLessThan(before + 30);
        for (RawSocket socket : slow) {
            String why = "The body did not come in time";
            assertThat(socket.upTo(why)).startsWith("HTTP/1.1 408").endsWith(why);
            socket.close();
        }
    }

    @Test
    void aCallerWhoMayNotPublishIsAnsweredBeforeItsSlowBodyArrives() throws Exception {
        long begun = System.nanoTime();
        try (RawSocket slow =
                new RawSocket(target.uri).say(head("POST", "/events", "Content-Length: 9000\r\n") + "{")) {
            assertThat(slow.head()).startsWith("HTTP/1.1 401");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PROMPT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/events", "/task-updates", "/dev/token", "/drain"})
    void noCompressedBodyIsUnpacked(String path) throws Exception {
        byte[] bomb = zeros();
        double before = target.metric("process_cpu_seconds_total");
        String who = path.equals("/task-updates") ? SIDECAR : PUBLISHER;
        for (int i = 0; i < 4; i++) {
            String answer = answer("POST", path, who + "Content-Encoding: gzip\r\n", new String(bomb, ISO_8859_1));
            switch (path) {
                case "/health" -> assertThat(answer).startsWith("HTTP/1.1 200");
                case "/task-updates" -> assertThat(answer).endsWith(DROP);
                default ->
                    assertThat(answer)
                            .startsWith("HTTP/1.1 415")
                            .contains("\r\nAccept-Encoding: identity\r\n", "without compression");
            }
        }
        assertThat(target.metric("process_cpu_seconds_total") - before).isLessThan(0.5);
    }

    /** A malformed body, or one that ends too early; the client cuts the second connection. */
    @Test
    void anErrorOfAClientWritesNoLogLine() throws Exception {
        String before = written();
        String chunked = head("POST", "/events", PUBLISHER + "Transfer-Encoding: chunked\r\n");
        String labelled = PUBLISHER + "Content-Encoding: deflate\r\n";
        assertThat(exchange(chunked + "zz\r\nabc\r\n0\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(exchange(chunked + "5\r\nabcdefgh\r\n0\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(answer("POST", "/events", labelled, EVENT)).startsWith("HTTP/1.1 415");
        for (String cut : List.of(
                head("POST", "/events", PUBLISHER + "Content-Length: 1000\r\n") + "{\"event_ty",
                head("POST", "/task-updates", SIDECAR + "Content-Length: 1000\r\n") + "{\"event_ty",
                head("POST", "/events", "Content-Length: 1000\r\n") + "{\"event_ty",
                chunked + "5\r\nab")) {
            new RawSocket(target.uri).say(cut).close();
        }
        assertThat(answer("POST", "/events", PUBLISHER, EVENT)).startsWith("HTTP/1.1 202");
        assertThat(written()).isEqualTo(before);
    }

    @Test
    void anEventThatCanNeverSucceedIsDroppedAndCopied() throws Exception {
        String kept = "taskcast_dropped_events_total{outcome=\"kept\"}";
        double before = target.metric(kept);
        String tooLargeForTheTopic = EVENT.replace("t-1", "x".repeat(150_000));
        assertThat(answer("POST", "/task-updates", SIDECAR, tooLargeForTheTopic))
                .endsWith(DROP);
        assertThat(answer("POST", "/task-updates", SIDECAR + "Content-Encoding: gzip\r\n", EVENT))
                .endsWith(DROP);
        assertThat(answer("POST", "/task-updates", SIDECAR, "{}")).endsWith(DROP);
        Await.until(Duration.ofSeconds(30), () -> target.metric(kept) == before + 3, "three dead letters");
        assertThat(answer("POST", "/task-updates", SIDECAR, " ".repeat(5 << 20)))
                .endsWith(DROP);
        assertThat(answer("POST", "/events", PUBLISHER, tooLargeForTheTopic)).startsWith("HTTP/1.1 413");
    }

    static Stream<String> provocations() {
        List<String> lines = new ArrayList<>();
        for (String path : List.of(
                "/nothing",
                "/nothing/here",
                "/events/x",
                "/task-updates/x",
                "/dapr",
                "/dapr/subscribe/x",
                "/metrics/x",
                "/openapi/x",
                "/health;x",
                "/client/",
                "/client/x.js",
                "/x.jsp",
                "/a.jspx",
                "/WEB-INF/web.xml",
                "/META-INF/x",
                "/problem",
                "/dev/token",
                "/demo/x",
                "/drain",
                "/index.html",
                "//",
                "/;x",
                "/?%zz",
                "/metrics?name[]=%zz",
                "/%ff",
                "/{",
                "/" + "x/".repeat(2000),
                "*",
                "http://other/x")) {
            lines.add("GET " + path);
        }
        for (String method : List.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "FOO", "CONNECT")) {
            for (String path :
                    List.of("/events", "/task-updates", "/nothing", "/metrics", "/dapr/subscribe", "/openapi")) {
                lines.add(method + " " + path);
            }
        }
        return lines.stream();
    }

    @ParameterizedTest
    @MethodSource("provocations")
    void noAnswerNamesTheSoftware(String line) throws Exception {
        String[] parts = line.split(" ", 2);
        String answer = answer(parts[0], parts[1], "", "");
        assertThat(answer).matches("(?s)HTTP/1\\.1 \\d{3}.*");
        if (!answer.startsWith("HTTP/1.1 200")) {
            assertThat(answer).doesNotMatch(NAMES);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, 200", "GET, 401", "DELETE, 405", "GET, 406", "OPTIONS, 204"})
    void everyAnswerAtTheStreamsPathHasTheSecurityHeaders(String method, int status) throws Exception {
        String token =
                status == 401 ? "" : "Authorization: Bearer " + Gateway.tokens().of("ada") + "\r\n";
        String accept = status == 406 ? "Accept: text/html\r\n" : "";
        try (RawSocket socket = new RawSocket(target.uri).say(head(method, "/events", token + accept))) {
            assertThat(socket.head())
                    .startsWith("HTTP/1.1 " + status)
                    .contains(
                            "\r\nX-Content-Type-Options: nosniff\r\n",
                            "\r\nContent-Security-Policy: default-src 'none'",
                            "\r\nReferrer-Policy: no-referrer\r\n",
                            "\r\nCross-Origin-Opener-Policy: same-origin\r\n");
        }
    }

    private static String answer(String method, String path, String headers, String body) throws IOException {
        String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
        return exchange(head(method, path, headers + length + "Connection: close\r\n") + body);
    }

    private static String exchange(String request) throws IOException {
        try (RawSocket socket = new RawSocket(target.uri).send(request.getBytes(ISO_8859_1))) {
            return socket.toItsEnd();
        }
    }

    private static String head(String method, String path, String headers) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    }

    /** What the server has logged, and which other files it has written. */
    private static String written() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : target.output()) {
            String name = file.getFileName().toString();
            if (name.equals("messages.log") || name.startsWith("ffdc")) {
                all.append(name).append(Target.read(file));
            }
        }
        return all.toString();
    }

    /** A quarter of a gibibyte of zeros. */
    private static byte[] zeros() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < 256; i++) {
                gzip.write(block);
            }
        }
        return packed.toByteArray();
    }
}
