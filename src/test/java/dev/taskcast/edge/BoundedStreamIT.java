package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.Ports;
import dev.taskcast.harness.TestTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Streams share the limits of sockets, and leave as they do. This gateway has limits so low that a test reaches them.
 */
@TestMethodOrder(OrderAnnotation.class)
class BoundedStreamIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LOCAL_PORT = Ports.free();
    private static final int CONNECTIONS = 6;
    private static Target target;

    private final TestTokens tokens = Gateway.tokens();
    private final String ada = Devices.user("ada");
    private final List<Listener> listeners = new ArrayList<>();

    @BeforeAll
    static void start() {
        target = new Target(
                "bounded-streams",
                Map.of(
                        "LOCAL_PORT", Integer.toString(LOCAL_PORT),
                        "TRUSTED_PROXIES", "127\\.0\\.0\\.1",
                        "TASKCAST_SOCKET_QUERY_TOKEN", "false",
                        "TASKCAST_SOCKET_MAX_CONNECTIONS", Integer.toString(CONNECTIONS),
                        "TASKCAST_SOCKET_MAX_PER_ADDRESS", "2",
                        "TASKCAST_SESSION_MAX_PER_USER", "3",
                        "TASKCAST_SESSION_HEARTBEAT", "2s",
                        "TASKCAST_DRAIN_ROTATION_TIME", "1s",
                        "TASKCAST_DRAIN_TIME", "8s"));
    }

    @AfterAll
    static void stop() {
        target.close();
    }

    @AfterEach
    void leave() throws IOException {
        for (Listener listener : listeners) {
            listener.close();
        }
        Await.until(PATIENCE, () -> target.metric("taskcast_streams") == 0, "the end of all streams");
    }

    @Test
    @Order(1)
    void somethingComesWheneverItWasQuietForLong() throws Exception {
        Listener stream = welcomed(ada);
        for (int i = 0; i < 3; i++) {
            long begin = System.nanoTime();
            assertThat(stream.nextOfAny().type()).isEqualTo("heartbeat");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    @Order(1)
    void aFailedWriteShowsThatAClientHasGone() throws Exception {
        double closes = target.metric("taskcast_stream_closes_total");
        try (Socket gone = new Socket(InetAddress.getLoopbackAddress(), target.uri.getPort())) {
            gone.getOutputStream()
                    .write(("GET /events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + tokens.of(ada) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(gone.getInputStream().read()).isPositive();
            Await.until(PATIENCE, () -> target.metric("taskcast_connections") == 1, "the session of the stream");
        }
        Await.until(PATIENCE, () -> target.metric("taskcast_streams") == 0, "the end of the stream");
        assertThat(target.metric("taskcast_connections")).isZero();
        assertThat(target.metric("taskcast_stream_closes_total")).isEqualTo(closes);
    }

    @Test
    @Order(1)
    void aTokenInTheUrlIsRefusedWhereItIsSwitchedOff() throws Exception {
        Listener refused = listen(Knock.byQuery(tokens.of(ada)));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.problem().get("detail"))
                .isEqualTo("token in the URL is switched off: send the header Authorization: Bearer");
    }

    @Test
    @Order(1)
    void theOldestOfTooManyConnectionsOfAUserIsClosed() throws Exception {
        Listener oldest = welcomed(ada);
        welcomed(ada);
        try (RawSocket socket = RawSocket.welcomed(target.uri, tokens.of(ada))) {
            welcomed(ada);
            assertThat(oldest.end()).isEqualTo("4009 too many connections of this user: the oldest one is closed stop");
            assertThat(socket).isNotNull();
        }
        Await.until(PATIENCE, () -> target.metric("taskcast_sockets") == 0, "the end of the socket");
    }

    @Test
    @Order(1)
    void theLimitOfAnAddressCountsStreamsAndSocketsTogether() throws Exception {
        Knock from = knock(ada).header("X-Forwarded-For", "203.0.113.9");
        assertThat(listen(from).status()).isEqualTo(200);
        try (RawSocket socket = new RawSocket(target.uri).welcomed(tokens.of(ada), "X-Forwarded-For: 203.0.113.9")) {
            Listener refused = listen(from);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(Integer.parseInt(refused.answered("Retry-After").get(0))).isBetween(1, 10);
            assertThat(refused.problem()).containsEntry("detail", "no room: too many connections from your address");
            assertThat(socket).isNotNull();
        }
        Await.until(PATIENCE, () -> listen(from).status() == 200, "room again");
    }

    @Test
    @Order(1)
    void aFullReplicaRefusesStreamsAndHasRoomAgainWhenOneHasEnded() throws Exception {
        for (int i = 0; i < CONNECTIONS; i++) {
            welcomed(Devices.user("eve"));
        }
        Listener refused = listen(knock(ada));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.answered("Retry-After")).isNotEmpty();
        assertThat(refused.problem()).containsEntry("detail", "no room: too many connections here");
        listeners.get(0).close();
        Await.until(PATIENCE, () -> listen(knock(ada)).status() == 200, "room again");
    }

    @Test
    @Order(2)
    void aReplicaThatLeavesAsksItsStreamsToGoEndsThemAndRefusesOthers() throws Exception {
        Listener stream = welcomed(ada);
        CompletableFuture<HttpResponse<String>> drain = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + LOCAL_PORT + "/drain"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(stream.next("goaway").fields()).containsKey("reconnect_in_ms");
        Listener refused = listen(knock(ada));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.problem()).containsEntry("detail", "this replica is leaving: connect again");
        assertThat(stream.end()).isEqualTo("1001 this replica is leaving reconnect");
        assertThat(drain.join().statusCode()).isEqualTo(200);
    }

    private Knock knock(String user) {
        return Knock.byHeader(tokens.of(user));
    }

    private Listener listen(Knock knock) throws Exception {
        Listener listener = Listener.of(target.uri, knock);
        listeners.add(listener);
        return listener;
    }

    private Listener welcomed(String user) throws Exception {
        Listener listener = listen(knock(user));
        listener.next("welcome");
        return listener;
    }
}
