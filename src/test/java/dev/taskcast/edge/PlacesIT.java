package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.TestTokens;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A socket takes its places from its first byte until its TCP connection has ended. One address has only its share of
 * them.
 */
class PlacesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PER_ADDRESS = 20;
    private static final int WITHOUT_TOKEN = 40;
    private static final int CONNECTIONS = 250;
    private static final int BEYOND = 50;
    private static final int STEP = 25;
    private static final int BINARY = 0x82;
    private static final int PING = 0x89;
    private static final byte[] NOTHING = {0};
    /** A text frame of 2^63 + 65 536 bytes, of which 16 come. */
    private static final byte[] IMPOSSIBLE = ByteBuffer.allocate(30)
            .put((byte) 0x81)
            .put((byte) 0xFF)
            .putLong(Long.MIN_VALUE + 65_536)
            .array();

    private static Target target;

    private final TestTokens tokens = Gateway.tokens();
    private final List<RawSocket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() {
        target = new Target(
                "places",
                Map.of(
                        "TRUSTED_PROXIES",
                        "127\\.0\\.0\\.1",
                        "HTTP_READ_TIMEOUT",
                        "10s",
                        "TASKCAST_SOCKET_AUTH_DEADLINE",
                        "8s",
                        "HTTP_MAX_CONNECTIONS",
                        Integer.toString(CONNECTIONS),
                        "TASKCAST_SOCKET_MAX_PER_ADDRESS",
                        Integer.toString(PER_ADDRESS),
                        "TASKCAST_SOCKET_MAX_UNAUTHENTICATED",
                        Integer.toString(WITHOUT_TOKEN)));
    }

    @AfterAll
    static void stop() {
        target.close();
    }

    @AfterEach
    void leave() throws IOException {
        letGo();
        Await.until(PATIENCE, () -> target.metric("taskcast_sockets") == 0, "all places to be free");
    }

    @Test
    void aClosedClientKeepsItsPlacesUntilItsTcpConnectionHasEnded() throws Exception {
        closeAll(PER_ADDRESS, "192.0.2.1");
        Await.until(PATIENCE, () -> leaving() == PER_ADDRESS, "all sockets of the address to be closed");
        assertThat(target.metric("taskcast_sockets")).isEqualTo(PER_ADDRESS);
        assertThat(answer(welcomeless("192.0.2.1")))
                .as("one more socket of the address")
                .isEqualTo(1013);
        try (RawSocket other = welcomed("192.0.2.2")) {
            assertThat(other).isNotNull();
        }
        letGo();
        Await.until(PATIENCE, () -> leaving() == 0, "their places to be free");
        welcomed("192.0.2.1").close();
    }

    @Test
    void aClosedClientThatIsSilentIsCutAfterTenSeconds() throws Exception {
        double before = descriptors();
        closeAll(10, "192.0.2.3");
        Await.until(PATIENCE, () -> leaving() == 10, "all to be closed");
        Await.until(Duration.ofSeconds(25), () -> leaving() == 0, "all to be gone");
        assertThat(descriptors()).isLessThan(before + 10);
    }

    @Test
    void aClosedClientThatContinuesToPingKeepsItsPlaceUntilItIsCut() throws Exception {
        closeAll(1, "192.0.2.4");
        Await.until(PATIENCE, () -> leaving() == 1, "the socket to be closed");
        assertThat(target.metric("taskcast_sockets")).isEqualTo(1);
        Await.until(PATIENCE, () -> isBroken(sockets.get(0)), "the socket to be cut");
        Await.until(PATIENCE, () -> target.metric("taskcast_sockets") == 0, "its place to be free");
    }

    /** The container stops reading at such a frame, and by itself would never close the connection. */
    @Test
    void aFrameOfImpossibleLengthCostsNoDescriptor() throws Exception {
        double before = descriptors();
        for (int i = 0; i < WITHOUT_TOKEN / 4; i++) {
            RawSocket socket = tokenless("192.0.2.8");
            sockets.add(socket);
            socket.head();
            socket.send(IMPOSSIBLE);
        }
        for (RawSocket socket : sockets) {
            assertThat(socket.closeCode()).isIn(4001, 1009, RawSocket.CUT);
        }
        Await.until(PATIENCE, () -> target.metric("taskcast_sockets") == 0, "all to be cut");
        assertThat(descriptors()).isLessThan(before + 5);
    }

    private static boolean isBroken(RawSocket socket) {
        try {
            socket.frame(PING, NOTHING);
            return false;
        } catch (IOException cut) {
            return true;
        }
    }

    @Test
    void oneAddressGetsAtMostAQuarterOfThePlacesWithoutAToken() throws Exception {
        for (int i = 0; i < WITHOUT_TOKEN / 4; i++) {
            sockets.add(tokenless("192.0.2.5"));
        }
        Await.until(
                PATIENCE,
                () -> target.metric("taskcast_unauthenticated") == WITHOUT_TOKEN / 4,
                "the address to have its share");
        assertThat(answer(tokenless("192.0.2.5"))).isEqualTo(1013);
        sockets.add(tokenless("192.0.2.6"));
        Await.until(
                PATIENCE,
                () -> target.metric("taskcast_unauthenticated") == WITHOUT_TOKEN / 4 + 1,
                "another address to get a place");
    }

    @Test
    void handshakesThatArriveByteByByteAreCountedAndLimitedAndLockNobodyOut() throws Exception {
        double before = descriptors();
        dripUntil(CONNECTIONS / 2);
        Await.until(PATIENCE, () -> descriptors() >= before + CONNECTIONS / 2, "their descriptors in the metric");
        welcomed("192.0.2.7").close();
        dripUntil(CONNECTIONS + BEYOND);
        for (RawSocket socket : sockets.subList(CONNECTIONS, CONNECTIONS + BEYOND)) {
            assertThat(isCut(socket)).as("one beyond the limit is cut").isTrue();
        }
        letGo();
        Await.until(PATIENCE, () -> descriptors() < before + 10, "their descriptors to be free");
        welcomed("192.0.2.7").close();
    }

    /** A client that the server itself cuts gets no 1013. */
    @Test
    void thereAreFewerPlacesThanTheServerAcceptsConnections() throws Exception {
        assertThat(target.metric("taskcast_sockets_max")).isEqualTo(CONNECTIONS - CONNECTIONS / 16);
    }

    @Test
    void aClientThatIsSilentOrSpeaksHttp2IsCut() throws Exception {
        double before = descriptors();
        for (int i = 0; i < 10; i++) {
            sockets.add(new RawSocket(target.uri));
            sockets.add(new RawSocket(target.uri).say("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"));
        }
        Await.until(PATIENCE, () -> descriptors() >= before + 10, "their descriptors in the metric");
        Await.until(PATIENCE, () -> descriptors() < before + 5, "all to be cut off");
    }

    /**
     * Opens connections until there are {@code count}. Sends each a byte from time to time, so that it never waits for
     * long.
     */
    private void dripUntil(int count) throws IOException {
        while (sockets.size() < count) {
            sockets.add(new RawSocket(target.uri));
            if (sockets.size() % STEP == 0) {
                sockets.forEach(PlacesIT::drip);
            }
        }
    }

    private static void drip(RawSocket socket) {
        try {
            socket.say("G");
        } catch (IOException ignored) {
            // The connection is already cut, as the test expects.
        }
    }

    private static boolean isCut(RawSocket socket) {
        try {
            return socket.head().isEmpty();
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException cut) {
            return true;
        }
    }

    /** Makes the gateway close {@code count} sockets of {@code address}, and does not answer its close frames. */
    private void closeAll(int count, String address) throws IOException {
        for (int i = 0; i < count; i++) {
            RawSocket socket = welcomed(address);
            sockets.add(socket);
            socket.frame(BINARY, NOTHING);
        }
    }

    private RawSocket welcomed(String address) throws IOException {
        return new RawSocket(target.uri).welcomed(tokens.of(Devices.user("ada")), "X-Forwarded-For: " + address);
    }

    private RawSocket welcomeless(String address) throws IOException {
        return new RawSocket(target.uri)
                .knock("/ws", "Authorization: Bearer " + tokens.of(Devices.user("ada")), "X-Forwarded-For: " + address);
    }

    private RawSocket tokenless(String address) throws IOException {
        return new RawSocket(target.uri).knock("/ws", "X-Forwarded-For: " + address);
    }

    private static int answer(RawSocket socket) throws IOException {
        try (socket) {
            socket.head();
            return socket.closeCode();
        }
    }

    private void letGo() throws IOException {
        for (RawSocket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private static double leaving() throws IOException, InterruptedException {
        return target.metric("taskcast_sockets_leaving");
    }

    private static double descriptors() throws IOException, InterruptedException {
        return target.metric("process_open_fds");
    }
}
