package dev.taskcast.reliability;

import static dev.taskcast.reliability.StreamServer.begin;
import static dev.taskcast.reliability.StreamServer.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.reliability.Finding.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A device with a stream does what PROTOCOL.md requires. The oracle reports each way in which a stream can break the
 * guarantee.
 */
class StreamDeviceTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Habits IN_HEADER = new Habits(4);
    private static final Habits IN_URL = new Habits(1);
    private static final String CLOSE =
            "retry: 1000\ndata: {\"type\":\"close\",\"code\":1001,\"reason\":\"leaving\",\"advice\":\"reconnect\"}\n\n";

    private final StreamServer server = new StreamServer();
    private final Oracle oracle = new Oracle();
    private final AtomicInteger logins = new AtomicInteger();

    StreamDeviceTest() throws IOException {}

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everythingOnceAndInOrderIsSilent() {
        assertThat(seen(welcome("fresh"), event(1), batch(2, 3), CLOSE)).matches(Oracle.Verdict::isSilent, "is silent");
    }

    @Test
    void aLostEventIsFound() {
        assertThat(seen(welcome("fresh"), event(1), event(3), CLOSE).counts()).isEqualTo(Map.of(Kind.LOST, 1));
    }

    @Test
    void aDoubledEventIsFound() {
        assertThat(seen(welcome("fresh"), event(1), event(2), event(2), event(3), CLOSE)
                        .counts())
                .isEqualTo(Map.of(Kind.DUPLICATED, 1));
    }

    @Test
    void aReorderedEventIsFound() {
        assertThat(seen(welcome("fresh"), event(1), batch(3, 2), CLOSE).counts())
                .isEqualTo(Map.of(Kind.REORDERED, 1));
    }

    @Test
    void aForeignEventIsFound() {
        String foreign = event(2).replace("u1-2", "u2-2");
        assertThat(seen(welcome("fresh"), event(1), foreign, event(2), event(3), CLOSE)
                        .counts())
                .isEqualTo(Map.of(Kind.FOREIGN, 1));
        assertThat(seen(welcome("fresh").replace("u1", "u2"), CLOSE).count(Kind.FOREIGN))
                .isEqualTo(1);
    }

    @Test
    void aResetIsFound() {
        String reset = "id: c3\ndata: {\"type\":\"reset\",\"reason\":\"gap_in_log\",\"cursor\":\"c3\"}\n\n";
        assertThat(seen(welcome("fresh"), batch(1, 2, 3), reset, CLOSE).counts())
                .isEqualTo(Map.of(Kind.RESET, 1));
    }

    @Test
    void anIdThatIsNotTheCursorIsFound() {
        assertThat(seen(welcome("fresh"), event(1).replace("id: c1", "id: c0"), batch(2, 3), CLOSE)
                        .counts())
                .isEqualTo(Map.of(Kind.PROTOCOL, 1));
        String withoutId = event(1).substring("id: c1\n".length());
        assertThat(seen(welcome("fresh"), withoutId, CLOSE).count(Kind.PROTOCOL))
                .isEqualTo(2);
    }

    @Test
    void aFrameBeforeTheWelcomeOrAfterTheCloseIsFound() {
        assertThat(seen(event(1), CLOSE).count(Kind.PROTOCOL)).isEqualTo(1);
        assertThat(seen(welcome("fresh"), CLOSE, batch(1, 2, 3)).counts()).isEqualTo(Map.of(Kind.PROTOCOL, 1));
    }

    @Test
    void aCutStreamIsResumedFromItsNewestId() {
        for (Habits habits : List.of(IN_HEADER, IN_URL)) {
            Oracle.Verdict verdict = resumed(habits);
            assertThat(verdict).matches(Oracle.Verdict::isSilent, "is silent");
        }
        assertThat(server.requests())
                .extracting(request -> request.getRequestHeaders().getFirst("Last-Event-ID"))
                .containsExactly(null, "c2", null, null);
        assertThat(server.requests())
                .extracting(request -> request.getRequestURI().getQuery())
                .containsExactly(
                        "accept=batch",
                        "accept=batch",
                        "accept=batch&token=token-2",
                        "accept=batch&token=token-2&cursor=c2");
    }

    private Oracle.Verdict resumed(Habits habits) {
        server.then(welcome("fresh"), event(1), batch(2)).then(welcome("resumed"), event(3), CLOSE);
        Oracle judge = new Oracle();
        try (Fleet fleet = fleet(Manners.GOOD)) {
            Device device = device(fleet, judge, habits);
            Await.until(DEADLINE, () -> closed(fleet, 1001), "the end of the second stream");
            device.stop();
            return verdict(judge);
        }
    }

    @Test
    void aStreamThatIsAskedToGoIsReplacedBeforeItEnds() throws Exception {
        replaced("{\"type\":\"goaway\",\"reconnect_in_ms\":1}");
        assertThat(server.requests().get(1).getRequestHeaders().getFirst("Authorization"))
                .isEqualTo("Bearer token-1");
    }

    @Test
    void aStreamWhoseTokenExpiresIsReplacedByOneWithANewToken() throws Exception {
        replaced("{\"type\":\"auth_expiring\",\"expires_at\":\"2026-11-23T10:15:00Z\"}");
        assertThat(server.requests().get(1).getRequestHeaders().getFirst("Authorization"))
                .isEqualTo("Bearer token-2");
    }

    private void replaced(String request) throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        server.then(exchange -> {
                    OutputStream stream = begin(exchange);
                    send(stream, welcome("fresh") + event(1) + "data: " + request + "\n\n");
                    second.await();
                    send(stream, event(2));
                    Await.until(DEADLINE, () -> isBroken(stream), "the end of the first stream");
                    ended.countDown();
                })
                .then(exchange -> {
                    OutputStream stream = begin(exchange);
                    second.countDown();
                    send(stream, welcome("resumed") + event(2) + event(3));
                    ended.await();
                });
        try (Fleet fleet = fleet(Manners.GOOD)) {
            Device device = device(fleet, oracle, IN_HEADER);
            ended.await();
            Await.until(DEADLINE, () -> oracle.delivered() == 3, "three events");
            device.stop();
            assertThat(verdict(oracle)).matches(Oracle.Verdict::isSilent, "is silent");
        }
    }

    @Test
    void aRefusalMayPassOrNot() {
        server.then(request -> request.sendResponseHeaders(503, -1))
                .then(request -> request.sendResponseHeaders(401, -1));
        try (Fleet fleet = fleet(Manners.GOOD)) {
            Device device = device(fleet, oracle, IN_HEADER);
            Await.until(DEADLINE, () -> closed(fleet, 401), "the second refusal");
            device.stop();
            assertThat(fleet.closes().keySet()).extracting(Close::code).containsExactlyInAnyOrder(503, 401);
            assertThat(verdict(oracle).count(Kind.PROTOCOL)).isEqualTo(1);
        }
    }

    /** The verdict of the oracle if a device gets exactly {@code frames}. */
    private Oracle.Verdict seen(String... frames) {
        server.then(frames);
        Oracle judge = new Oracle();
        try (Fleet fleet = fleet(Manners.PASSIVE)) {
            device(fleet, judge, IN_HEADER);
            Await.until(DEADLINE, () -> closed(fleet, 1001), "the end of the stream");
            return verdict(judge);
        }
    }

    private static Oracle.Verdict verdict(Oracle oracle) {
        return oracle.judge(Map.of("u1", 3L), DEADLINE, Duration.ZERO);
    }

    private Fleet fleet(Manners manners) {
        return new Fleet(List.of(server.gateway()), manners);
    }

    private Device device(Fleet fleet, Oracle judge, Habits habits) {
        Witness witness = judge.witness(habits.toString(), Set.of("u1"));
        Device device = new Device(fleet, witness, habits, "u1", () -> "token-" + logins.incrementAndGet());
        device.connect();
        return device;
    }

    private static boolean closed(Fleet fleet, int code) {
        return fleet.closes().keySet().stream().anyMatch(close -> close.code() == code);
    }

    private static boolean isBroken(OutputStream stream) {
        try {
            send(stream, ": still there?\n\n");
            return false;
        } catch (IOException broken) {
            return true;
        }
    }

    private static String welcome(String resume) {
        String cursor = resume.equals("fresh") ? "c0" : "c2";
        return "retry: 1200\nid: " + cursor + "\ndata: {\"type\":\"welcome\",\"user\":\"u1\",\"resume\":\"" + resume
                + "\",\"cursor\":\"" + cursor + "\"}\n\n";
    }

    private static String event(int number) {
        return "id: c" + number + "\ndata: " + frame(number) + "\n\n";
    }

    private static String batch(int... numbers) {
        StringBuilder frames = new StringBuilder();
        int last = 0;
        for (int number : numbers) {
            frames.append(frames.isEmpty() ? "" : ",").append(frame(number));
            last = number;
        }
        return "id: c" + last + "\ndata: {\"type\":\"batch\",\"frames\":[" + frames + "]}\n\n";
    }

    /** A frame in the form of a producer that writes its task in several lines. */
    private static String frame(int number) {
        return "{\"type\":\"task_update\",\"task\":{\ndata:   \"id\":\"u1-" + number + "\"},\"id\":\"0-" + number
                + "\",\"cursor\":\"c" + number + "\"}";
    }
}
