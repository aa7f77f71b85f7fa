package dev.taskcast.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The weather of a line, tried on real sockets. */
class NetworkTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int BRIEF_MS = 300;

    private Network network;
    private ServerSocket server;
    private Line line;
    private Socket near;
    private Socket far;

    @BeforeEach
    void connect() throws IOException {
        network = new Network();
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        line = network.line(Ports.free(), server::getLocalPort);
        near = new Socket(InetAddress.getLoopbackAddress(), line.port());
        far = server.accept();
        for (Socket end : new Socket[] {near, far}) {
            end.setSoTimeout((int) SOON.toMillis());
        }
    }

    @AfterEach
    void close() throws IOException {
        near.close();
        far.close();
        server.close();
        network.close();
    }

    @Test
    void fairWeatherLetsEverythingThrough() throws IOException {
        send(near, "question");
        assertThat(receive(far, 8)).isEqualTo("question");
        send(far, "answer");
        assertThat(receive(near, 6)).isEqualTo("answer");
        assertThat(line.open()).isEqualTo(1);
    }

    @Test
    void anEndGetsThroughInOneDirection() throws IOException {
        send(near, "last words");
        near.shutdownOutput();
        assertThat(new String(far.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("last words");
        send(far, "goodbye!");
        far.close();
        assertThat(receive(near, 8)).isEqualTo("goodbye!");
        Await.until(SOON, () -> line.open() == 0, "the end of the connection");
    }

    @Test
    void aCutResetsBothEndsAndRefusesNewOnes() throws IOException {
        line.weather(Weather.CUT);
        assertThatThrownBy(() -> near.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> far.getInputStream().read()).isInstanceOf(SocketException.class);
        try (Socket refused = new Socket(InetAddress.getLoopbackAddress(), line.port())) {
            refused.setSoTimeout((int) SOON.toMillis());
            assertThatThrownBy(() -> refused.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        line.weather(Weather.FAIR);
        try (Socket again = new Socket(InetAddress.getLoopbackAddress(), line.port());
                Socket other = server.accept()) {
            send(again, "back");
            assertThat(receive(other, 4)).isEqualTo("back");
        }
    }

    @Test
    void aResetLeavesTheLineOpen() throws IOException {
        line.reset();
        assertThatThrownBy(() -> near.getInputStream().read()).isInstanceOf(SocketException.class);
        try (Socket again = new Socket(InetAddress.getLoopbackAddress(), line.port());
                Socket other = server.accept()) {
            send(again, "back");
            assertThat(receive(other, 4)).isEqualTo("back");
        }
    }

    @Test
    void aVanishedClientLeavesTheServersEndOpen() throws IOException {
        line.vanish();
        assertThatThrownBy(() -> near.getInputStream().read()).isInstanceOf(SocketException.class);
        assertSilent(far);
        send(far, "is anybody there?");
        try (Socket again = new Socket(InetAddress.getLoopbackAddress(), line.port());
                Socket other = server.accept()) {
            line.forget();
            assertThatThrownBy(() -> far.getInputStream().read()).isInstanceOf(SocketException.class);
            send(again, "here");
            assertThat(receive(other, 4)).isEqualTo("here");
        }
    }

    @Test
    void aStalledLineHoldsEverythingAndLosesNothing() throws IOException {
        line.weather(Weather.STALLED);
        settle();
        send(near, "question");
        send(far, "answer");
        assertSilent(far);
        assertSilent(near);
        line.weather(Weather.FAIR);
        assertThat(receive(far, 8)).isEqualTo("question");
        assertThat(receive(near, 6)).isEqualTo("answer");
    }

    @Test
    void aOneWayLineHoldsBackOnlyTheAnswers() throws IOException {
        line.weather(Weather.ONE_WAY);
        settle();
        send(near, "question");
        assertThat(receive(far, 8)).isEqualTo("question");
        send(far, "answer");
        assertSilent(near);
        line.weather(Weather.FAIR);
        assertThat(receive(near, 6)).isEqualTo("answer");
    }

    @Test
    void aReversedOneWayLineHoldsBackOnlyTheRequests() throws IOException {
        line.weather(Weather.ONE_WAY.reversed());
        settle();
        send(far, "answer");
        assertThat(receive(near, 6)).isEqualTo("answer");
        send(near, "question");
        assertSilent(far);
        line.weather(Weather.FAIR);
        assertThat(receive(far, 8)).isEqualTo("question");
    }

    @Test
    void aSlowLineTakesItsTime() throws IOException {
        line.weather(Weather.SLOW);
        settle();
        long begin = System.nanoTime();
        send(near, "x".repeat(20_000));
        receive(far, 20_000);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(700));
    }

    @Test
    void aSlowLineDelaysEvenASingleByte() throws IOException {
        line.weather(Weather.SLOW);
        settle();
        long begin = System.nanoTime();
        send(near, "?");
        receive(far, 1);
        send(far, "!");
        receive(near, 1);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isGreaterThan(Weather.SLOW.delay().multipliedBy(2));
    }

    @Test
    void aSlowLineKeepsTheOrderAndTheEndWhenItIsFairAgain() throws IOException {
        line.weather(Weather.SLOW);
        settle();
        StringBuilder sent = new StringBuilder();
        for (int number = 0; number < 100; number++) {
            sent.append(number);
            send(near, Integer.toString(number));
        }
        line.weather(Weather.FAIR);
        send(near, "end");
        near.shutdownOutput();
        assertThat(new String(far.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(sent + "end");
    }

    /** More small parts wait than a line moves in one go. */
    @Test
    void theDataThatASlowLineHoldsArrivesWhenTheLineIsFairAgain() throws Exception {
        near.setTcpNoDelay(true);
        line.weather(Weather.SLOW);
        settle();
        for (int part = 0; part < 60; part++) {
            send(near, "x");
            TimeUnit.MILLISECONDS.sleep(2);
        }
        line.weather(Weather.FAIR);
        assertThat(receive(far, 60)).hasSize(60);
    }

    @Test
    void aDeadTargetIsAReset() throws IOException {
        server.close();
        try (Socket refused = new Socket(InetAddress.getLoopbackAddress(), line.port())) {
            refused.setSoTimeout((int) SOON.toMillis());
            assertThatThrownBy(() -> refused.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    /** Waits until the thread of the network has seen the weather. */
    private void settle() {
        boolean[] done = new boolean[1];
        network.later(() -> done[0] = true);
        Await.until(SOON, () -> done[0], "the thread of the network");
    }

    private static void assertSilent(Socket end) throws IOException {
        end.setSoTimeout(BRIEF_MS);
        assertThatThrownBy(() -> end.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        end.setSoTimeout((int) SOON.toMillis());
    }

    private static void send(Socket end, String text) throws IOException {
        end.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String receive(Socket end, int bytes) throws IOException {
        return new String(end.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
    }
}
