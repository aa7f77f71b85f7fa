package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Kafka's clients only say that nobody answers; the probe says why. Brokers are sockets of this test. */
class BrokerProbeTest {
    private static final byte[] ALERT = {0x15, 3, 3, 0, 2, 2, 10};
    private static final byte[] ANSWER = {0, 0, 0, 10, 0, 0, 0, 1, 0, 0};

    @Test
    void aHostThatNobodyKnowsIsNamed() {
        assertThat(look(false, "no-such-host.invalid:9092"))
                .contains("the host of no-such-host.invalid:9092 is not known to DNS");
    }

    @Test
    void aPortThatNobodyListensOnIsNamed() {
        String broker = "127.0.0.1:" + Ports.free();
        assertThat(look(false, broker)).contains("nobody listens at " + broker + ", or it cannot be reached");
    }

    @Test
    void tlsAgainstPlaintextIsToldApart() throws Exception {
        try (Broker tls = new Broker(ALERT);
                Broker plain = new Broker(ANSWER)) {
            assertThat(look(false, tls.address)).contains(tls.address + " wants TLS: see KAFKA_SECURITY_PROTOCOL");
            assertThat(look(true, plain.address))
                    .contains(plain.address + " speaks no TLS: see KAFKA_SECURITY_PROTOCOL");
            assertThat(look(true, tls.address)).isEmpty();
            assertThat(look(false, plain.address)).isEmpty();
        }
    }

    @Test
    void whatIsNoKafkaIsToldToo() throws Exception {
        try (Broker http = new Broker("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                Broker silent = new Broker(new byte[0])) {
            assertThat(look(false, http.address)).contains(http.address + " listens, and does not speak as Kafka does");
            assertThat(look(false, silent.address))
                    .contains(silent.address + " listens, and does not speak as Kafka does");
        }
    }

    @Test
    void oneBrokerThatSpeaksAsWeDoIsEnough() throws Exception {
        try (Broker plain = new Broker(ANSWER)) {
            assertThat(look(false, "127.0.0.1:" + Ports.free(), plain.address)).isEmpty();
        }
    }

    @Test
    void textThatIsNoAddressIsNobody() {
        assertThat(look(false, "nonsense")).isPresent();
        assertThat(look(false, "127.0.0.1:99999")).isPresent();
        assertThat(look(false)).isEmpty();
    }

    private static Optional<String> look(boolean tls, String... brokers) {
        return new BrokerProbe(List.of(brokers), tls).look();
    }

    /** Answers each connection with the same bytes, once something was said, and ends it. */
    private static final class Broker implements AutoCloseable {
        final String address;
        private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final byte[] answer;

        Broker(byte[] answer) throws IOException {
            this.answer = answer;
            this.address = "127.0.0.1:" + socket.getLocalPort();
            new Thread(this::serve, "broker of a test").start();
        }

        private void serve() {
            try {
                while (true) {
                    try (Socket one = socket.accept()) {
                        one.getInputStream().readNBytes(14);
                        one.getOutputStream().write(answer);
                    }
                }
            } catch (IOException closed) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
