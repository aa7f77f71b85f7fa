package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Fake;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each socket is counted once when it begins, with its outcome, and once when it ends, with the side that ended it. */
class EndsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SocketFixture sockets = new SocketFixture();
    private volatile boolean broken;
    private Connection connection;

    @BeforeEach
    void connect() {
        connection = new Connection(sockets.edge, socket());
        connection.open(SocketFixture.NOTHING);
    }

    @AfterEach
    void end() {
        connection.closed(1000);
        sockets.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1000|client 1000 closed by the client websocket",
                "1001|client 1001 closed by the client websocket",
                "1005|client 1005 closed by the client websocket",
                "3999|client other closed by the client websocket",
                "1006|network 1006 no close frame websocket",
                "1011|network 1006 no close frame websocket"
            })
    void aClientThatLeavesIsCountedByItsCode(int code, String end) {
        authenticate();
        connection.closed(code);
        connection.failed();
        assertThat(ends()).isEqualTo(Map.of(end, 1.0));
        assertThat(connects()).isEqualTo(Map.of("opened websocket", 1.0));
    }

    /** Otherwise a deploy would look like devices that leave, or like a network that breaks. */
    @ParameterizedTest
    @CsvSource({"1000,client 1000 asked to leave websocket", "1006,client 1006 asked to leave websocket"})
    void aClientThatGoesAfterGoawayIsCountedAsAsked(int code, String end) {
        authenticate();
        sockets.leaving = true;
        connection.closed(code);
        assertThat(ends()).isEqualTo(Map.of(end, 1.0));
    }

    @Test
    void aClientThatTheGatewayClosesIsCountedOnce() {
        say("{\"type\":\"ping\"}");
        connection.closed(4001);
        assertThat(ends()).hasSize(1).allSatisfy((end, times) -> {
            assertThat(end).startsWith("gateway 4001 token missing");
            assertThat(times).isEqualTo(1);
        });
        assertThat(connects()).isEqualTo(Map.of("unauthenticated websocket", 1.0));
    }

    @Test
    void aClientWithABadTokenIsUnauthenticated() {
        say("{\"type\":\"auth\",\"token\":\"a.b.c\"}");
        assertThat(connects()).isEqualTo(Map.of("unauthenticated websocket", 1.0));
    }

    @Test
    void aClientThatGoesBeforeItsTokenHasAbandonedTheConnection() {
        connection.closed(1006);
        assertThat(connects()).isEqualTo(Map.of("abandoned websocket", 1.0));
        assertThat(ends()).isEqualTo(Map.of("network 1006 no close frame websocket", 1.0));
    }

    @Test
    void aSocketThatTheContainerFoundBrokenIsOfTheNetwork() {
        authenticate();
        connection.failed();
        connection.closed(1006);
        assertThat(ends()).isEqualTo(Map.of("network 1006 the connection failed websocket", 1.0));
    }

    @Test
    void aSocketThatCannotBeWrittenIsOfTheNetworkToo() {
        broken = true;
        authenticate();
        Await.until(PATIENCE, () -> !ends().isEmpty(), "the end");
        assertThat(ends()).isEqualTo(Map.of("network 1006 the connection failed websocket", 1.0));
    }

    @Test
    void theBytesInBothDirectionsAreCounted() {
        String frame = "{\"type\":\"auth\",\"token\":\"" + SocketFixture.token("ada") + "\"}";
        say(frame);
        assertThat(counted("taskcast_received_bytes")).isEqualTo(Map.of("", (double) frame.length()));
        Await.until(PATIENCE, () -> !counted("taskcast_sent_bytes").isEmpty(), "the welcome");
    }

    private Map<String, Double> ends() {
        return counted("taskcast_ends");
    }

    private Map<String, Double> connects() {
        return counted("taskcast_connects");
    }

    private Map<String, Double> counted(String name) {
        return SocketFixture.counted(sockets.metrics, name);
    }

    private void authenticate() {
        say("{\"type\":\"auth\",\"token\":\"" + SocketFixture.token("ada") + "\"}");
    }

    private void say(String frame) {
        connection.onMessage(frame, true);
    }

    private Session socket() {
        RemoteEndpoint.Basic basic = Fake.of(RemoteEndpoint.Basic.class, (method, arguments) -> {
            if (broken) {
                throw new IllegalStateException("broken in a test");
            }
            return null;
        });
        return Fake.of(Session.class, (method, arguments) -> method.equals("getBasicRemote") ? basic : null);
    }
}
