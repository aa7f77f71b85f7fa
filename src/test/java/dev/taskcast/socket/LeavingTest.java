package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.admission.Carrier;
import dev.taskcast.admission.Permit;
import dev.taskcast.harness.Await;
import dev.taskcast.harness.Fake;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.ServerFrames;
import jakarta.websocket.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection that has ended keeps its permit until its calls have returned and its TCP connection has ended. */
class LeavingTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    /** A quarter of the threads of the fixture. */
    private static final int CLOSING_THREADS = 16;

    private final SocketFixture sockets = new SocketFixture();
    private final Leaving leaving = sockets.edge.leaving();
    private final AtomicReference<Map<String, Object>> properties = new AtomicReference<>(new HashMap<>());
    private final AtomicInteger interrupted = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void stop() {
        released.countDown();
        sockets.close();
    }

    @Test
    void aPermitIsFreeOnceTheTcpConnectionHasEnded() {
        Outbound connection = connection(false);
        connection.close(CloseCode.POLICY, "a test");
        connection.gone(1006);
        assertThat(leaving.size()).isOne();
        properties.set(null);
        Await.until(SOON, () -> sockets.connections() == 0, "its permit");
        assertThat(leaving.size()).isZero();
    }

    @Test
    void aCloseThatDoesNotReturnKeepsItsPermitAndIsCountedAndInterrupted() {
        Outbound connection = connection(true);
        connection.close(CloseCode.POLICY, "a test");
        Await.until(SOON, connection::isCalling, "the close");
        connection.gone(1006);
        properties.set(null);
        Await.until(SOON, () -> leaving.stuck() == 1, "a stuck call that is counted");
        assertThat(sockets.connections()).isOne();
        Await.until(SOON, () -> interrupted.get() >= 2, "a thread that is interrupted again and again");
        released.countDown();
        Await.until(SOON, () -> sockets.connections() == 0, "its permit");
        assertThat(leaving.stuck()).isZero();
    }

    /** A thread of the container writes a close frame while a thread of ours closes the connection. */
    @Test
    void aThreadOfTheContainerThatDoesNotReturnIsInterruptedToo() {
        Outbound connection = connection(false);
        sockets.threads.ends().execute(() -> {
            connection.calls().enter();
            awaitRelease();
            connection.calls().leave();
        });
        Await.until(SOON, connection::isCalling, "the thread of the container");
        connection.close(CloseCode.POLICY, "a test");
        connection.gone(1006);
        properties.set(null);
        Await.until(SOON, () -> interrupted.get() >= 2, "a thread that is interrupted again and again");
        assertThat(sockets.connections()).isOne();
        released.countDown();
        Await.until(SOON, () -> sockets.connections() == 0, "its permit");
    }

    @Test
    void theTimeToAnswerACloseFrameBeginsWhenTheCloseHasAThread() {
        for (int i = 0; i < CLOSING_THREADS; i++) {
            sockets.threads.ends().execute(this::awaitRelease);
        }
        Outbound connection = connection(false);
        connection.close(CloseCode.POLICY, "a test");
        long later = sockets.threads.nanoTime() + Duration.ofMinutes(1).toNanos();
        assertThat(connection.toldFor(later)).isZero();
        released.countDown();
        Await.until(SOON, () -> connection.toldFor(later) > 0, "the close frame");
    }

    @Test
    void aCloseThatGetsNoThreadIsNotForgotten() {
        ThreadFactory refusing = task -> {
            throw new OutOfMemoryError("unable to create native thread");
        };
        try (SessionThreads threads = SessionThreads.virtual(refusing, Thread::new)) {
            SocketEdge edge = sockets.edge;
            Outbound connection = connection(
                    new SocketEdge(
                            edge.door(), edge.settings(), edge.frames(), threads, edge.metrics(), edge.leaving()),
                    false);
            assertThatThrownBy(() -> connection.close(CloseCode.POLICY, "a test"))
                    .isInstanceOf(OutOfMemoryError.class);
            long later = threads.nanoTime() + Duration.ofMinutes(1).toNanos();
            assertThat(connection.toldFor(later)).isPositive();
        }
    }

    @Test
    void afterTheEndNothingIsCalled() {
        Outbound connection = connection(false);
        connection.gone(1006);
        assertThat(connection.send(List.of(ServerFrames.authOk(Instant.MAX)))).isFalse();
        assertThat(connection.ping()).isFalse();
    }

    @Test
    void theFirstClientThatLeavesIsWatchedToo() {
        properties.set(null);
        for (int i = 1; i <= 3; i++) {
            connection(false).gone(1006);
            Await.until(SOON, () -> sockets.connections() == 0, "permit " + i);
        }
    }

    private Outbound connection(boolean stuck) {
        return connection(sockets.edge, stuck);
    }

    private Outbound connection(SocketEdge edge, boolean stuck) {
        Permit permit = edge.door().permit(Carrier.WEBSOCKET);
        edge.door().enter(permit, SocketFixture.NOTHING);
        Session socket = Fake.of(Session.class, (method, arguments) -> switch (method) {
            case "getUserProperties" -> properties.get();
            case "close" -> {
                if (stuck) {
                    awaitRelease();
                }
                yield null;
            }
            default -> throw new UnsupportedOperationException(method);
        });
        return new Outbound(edge, socket, permit, () -> {});
    }

    /** Waits as the container does: after an interrupt, it checks the condition and continues to wait. */
    private void awaitRelease() {
        while (released.getCount() > 0) {
            try {
                released.await();
            } catch (InterruptedException again) {
                interrupted.incrementAndGet();
            }
        }
    }
}
