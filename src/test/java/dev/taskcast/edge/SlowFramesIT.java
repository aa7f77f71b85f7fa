package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Certificate;
import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.Ports;
import dev.taskcast.harness.TestTokens;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A frame that comes byte by byte costs little memory, and ends its connection before it costs more; also over TLS. */
class SlowFramesIT {
    private static final int FRAME = 16_384;
    private static final int MOST = 1_000;
    private static final int MANY = 100;
    private static final int BYTES = 100;
    private static final long SPARE_BYTES = 8 << 20;
    private static final Certificate CERTIFICATE = Certificate.make(Path.of("target/gateways/slow-frames.p12"));
    private static final int HTTPS_PORT = Ports.free();
    private static Target target;

    private final TestTokens tokens = Gateway.tokens();
    private final List<RawSocket> slow = new ArrayList<>();

    @BeforeAll
    static void start() {
        Map<String, String> settings = Map.of(
                "HTTPS_PORT", Integer.toString(HTTPS_PORT),
                "TLS_KEYSTORE", CERTIFICATE.keystore().toString(),
                "TLS_KEYSTORE_PASSWORD", Certificate.PASSWORD);
        target = new Target("slow-frames", settings, Path.of("deploy/tls/tls.xml"));
    }

    @AfterAll
    static void stop() {
        target.close();
    }

    @AfterEach
    void leave() throws IOException {
        for (RawSocket socket : slow) {
            socket.close();
        }
    }

    /** Each byte once kept a buffer of 8 KiB until the frame was complete. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFrameThatArrivesByteByByteTakesLittleMemory(boolean tls) throws Exception {
        while (slow.size() < MANY) {
            RawSocket socket = socket(tls).knock("/ws");
            socket.head();
            begin(socket);
        }
        long heap = target.liveBytes();
        double direct = target.metric("jvm_buffer_pool_used_bytes");
        drip();
        long moreHeap = target.liveBytes() - heap;
        double moreDirect = target.metric("jvm_buffer_pool_used_bytes") - direct;
        assertThat(moreHeap).as("heap").isLessThan(SPARE_BYTES);
        assertThat(moreDirect).as("direct").isLessThan(SPARE_BYTES);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tooManyPiecesEndTheConnection(boolean tls) throws Exception {
        double closed = target.metric("taskcast_closes_total");
        RawSocket socket = socket(tls).welcomed(tokens.of(Devices.user("eve")));
        begin(socket);
        int sent = 0;
        while (sent < MOST && takesOneMore(socket)) {
            sent++;
        }
        assertThat(sent).as("bytes until the answer").isLessThan(MOST);
        assertThat(socket.closeCode()).isIn(1008, RawSocket.CUT);
        assertThat(target.metric("taskcast_closes_total")).isGreaterThan(closed);
    }

    /** Whether the connection is open and takes a byte; it may be cut at any moment. */
    private static boolean takesOneMore(RawSocket socket) {
        try {
            boolean goesOn = !socket.isAnswered();
            if (goesOn) {
                socket.say(" ");
            }
            return goesOn;
        } catch (IOException cut) {
            return false;
        }
    }

    private RawSocket socket(boolean tls) throws IOException {
        URI secure = URI.create("https://127.0.0.1:" + HTTPS_PORT);
        RawSocket socket =
                tls ? new RawSocket(secure, CERTIFICATE.trusting().getSocketFactory()) : new RawSocket(target.uri);
        slow.add(socket);
        return socket;
    }

    private static void begin(RawSocket socket) throws IOException {
        socket.frameThatSays(RawSocket.TEXT, FRAME);
    }

    /** Sends a byte to each in turn, so that each byte is a separate read. */
    private void drip() throws IOException {
        for (int i = 0; i < BYTES; i++) {
            for (RawSocket socket : slow) {
                socket.say(" ");
            }
        }
    }
}
