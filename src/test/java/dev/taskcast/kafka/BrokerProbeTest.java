package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Ports;
import dev.taskcast.kafka.BrokerFault.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Kafka's clients only say that no broker answers; the probe says why. The brokers are sockets of this test. */
class BrokerProbeTest {
    private static final byte[] ALERT = {0x15, 3, 3, 0, 2, 2, 10};
    private static final byte[] ANSWER = {0, 0, 0, 10, 0, 0, 0, 1, 0, 0};

    private Instant now = Instant.parse("2026-11-26T07:00:00Z");

    @Test
    void aHostThatNobodyKnowsIsNamed() {
        assertThat(look(false, "no-such-host.invalid:9092"))
                .contains(new BrokerFault(Kind.IS_UNKNOWN, "no-such-host.invalid:9092"));
    }

    @Test
    void aPortThatNobodyListensOnIsNamed() {
        String broker = "127.0.0.1:" + Ports.free();
        assertThat(look(false, broker)).contains(new BrokerFault(Kind.IS_UNREACHABLE, broker));
    }

    @Test
    void theProbeFindsTlsAgainstPlaintextAndPlaintextAgainstTls() throws Exception {
        try (Broker tls = new Broker(ALERT);
                Broker plain = new Broker(ANSWER)) {
            assertThat(kind(false, tls)).contains(Kind.WANTS_TLS);
            assertThat(kind(true, plain)).contains(Kind.SPEAKS_NO_TLS);
            assertThat(kind(true, tls)).isEmpty();
            assertThat(kind(false, plain)).isEmpty();
        }
    }

    /** Any client that reaches a device's port may ask for the health. */
    @Test
    void noFaultNamesAnAddress() {
        for (Kind kind : Kind.values()) {
            KafkaTrouble trouble = new KafkaTrouble(new BrokerFault(kind, "kafka.internal:9093"));
            assertThat(trouble.getMessage()).startsWith("no broker answers: ").doesNotContain("kafka.internal", "9093");
            assertThat(trouble.forTheLog()).isEqualTo(trouble.getMessage() + " (kafka.internal:9093)");
        }
    }

    @Test
    void aServerThatIsNotKafkaIsNamedToo() throws Exception {
        try (Broker http = new Broker("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                Broker zeros = new Broker(new byte[16])) {
            assertThat(kind(false, http)).contains(Kind.SPEAKS_OTHERWISE);
            assertThat(kind(true, zeros))
                    .as("an answer of zeros, which is not TLS")
                    .contains(Kind.SPEAKS_OTHERWISE);
        }
    }

    /**
     * A proxy without a broker does this, or a broker that has its maximum of connections. The probe cannot know its
     * protocol.
     */
    @Test
    void aServerThatHangsUpOrSaysNothingHasNoKnownProtocol() throws Exception {
        try (Broker hangsUp = new Broker(new byte[0]);
                ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThat(kind(false, hangsUp)).contains(Kind.HANGS_UP);
            assertThat(kind(true, hangsUp)).contains(Kind.HANGS_UP);
            assertThat(look(false, "127.0.0.1:" + silent.getLocalPort()).map(BrokerFault::kind))
                    .contains(Kind.IS_SILENT);
        }
    }

    @Test
    void oneBrokerThatSpeaksAsWeDoIsEnough() throws Exception {
        try (Broker plain = new Broker(ANSWER)) {
            assertThat(look(false, "127.0.0.1:" + Ports.free(), plain.address)).isEmpty();
        }
    }

    @Test
    void theProbeReportsTheMostCertainOfSeveralFaults() throws Exception {
        try (Broker tls = new Broker(ALERT)) {
            assertThat(look(false, "127.0.0.1:" + Ports.free(), tls.address))
                    .contains(new BrokerFault(Kind.WANTS_TLS, tls.address));
        }
    }

    @Test
    void anInvalidAddressIsAFault() {
        assertThat(look(false, "nonsense")).isPresent();
        assertThat(look(false, "127.0.0.1:99999")).isPresent();
        assertThat(look(false)).isEmpty();
    }

    /** The watch asks the probe every few seconds. */
    @Test
    void aBrokerThatStrugglesIsKnockedAtLessAndLessOften() throws Exception {
        try (Broker struggling = new Broker(new byte[0])) {
            BrokerProbe probe = new BrokerProbe(List.of(struggling.address), false, () -> now);
            for (int second = 0; second < 600; second += 2) {
                assertThat(probe.look().map(BrokerFault::kind)).contains(Kind.HANGS_UP);
                now = now.plusSeconds(2);
            }
            assertThat(struggling.knocks.get()).isBetween(5, 15);
        }
    }

    @Test
    void aChangeIsFoundWithinAMinuteAndAfterALongTimeImmediately() throws Exception {
        int port = Ports.free();
        BrokerProbe probe = new BrokerProbe(List.of("127.0.0.1:" + port), false, () -> now);
        for (int second = 0; second < 300; second += 2) {
            probe.look();
            now = now.plusSeconds(2);
        }
        try (Broker tls = new Broker(port, ALERT)) {
            now = now.plusSeconds(60);
            assertThat(probe.look()).contains(new BrokerFault(Kind.WANTS_TLS, tls.address));
        }
        now = now.plus(Duration.ofMinutes(10));
        assertThat(probe.look().map(BrokerFault::kind)).contains(Kind.IS_UNREACHABLE);
        now = now.plusSeconds(5);
        try (Broker tls = new Broker(port, ALERT)) {
            assertThat(probe.look()).contains(new BrokerFault(Kind.WANTS_TLS, tls.address));
        }
    }

    private Optional<Kind> kind(boolean tls, Broker broker) {
        return look(tls, broker.address).map(BrokerFault::kind);
    }

    private Optional<BrokerFault> look(boolean tls, String... brokers) {
        return new BrokerProbe(List.of(brokers), tls, () -> now).look();
    }

    /** Answers each connection with the same bytes after the first request, and closes it. */
    private static final class Broker implements AutoCloseable {
        final String address;
        final AtomicInteger knocks = new AtomicInteger();
        private final ServerSocket socket;
        private final byte[] answer;
        private final Thread thread;

        Broker(byte[] answer) throws IOException {
            this(0, answer);
        }

        Broker(int port, byte[] answer) throws IOException {
            this.socket = new ServerSocket(port, 5, InetAddress.getLoopbackAddress());
            this.answer = answer;
            this.address = "127.0.0.1:" + socket.getLocalPort();
            this.thread = new Thread(this::serve, "broker of a test");
            thread.start();
        }

        private void serve() {
            try {
                while (true) {
                    try (Socket one = socket.accept()) {
                        knocks.incrementAndGet();
                        one.getInputStream().readNBytes(14);
                        one.getOutputStream().write(answer);
                    }
                }
            } catch (IOException closed) {
                Thread.currentThread().interrupt();
            }
        }

        /** Clients can connect to the port until its thread has ended. */
        @Override
        public void close() throws IOException {
            socket.close();
            Await.until(Duration.ofSeconds(20), () -> !thread.isAlive(), "the end of the broker's thread");
        }
    }
}
