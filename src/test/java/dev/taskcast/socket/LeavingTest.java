package dev.taskcast.socket;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.SessionSettings;
import dev.taskcast.config.ShippedSettings;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.harness.Await;
import dev.taskcast.harness.Fake;
import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.wire.ClientFrameParser;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.ServerFrames;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.websocket.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who has ended keeps its place until its calls have returned and its TCP connection has ended. */
class LeavingTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SessionThreads threads = SessionThreads.pooled(Thread::new, 64);
    private final Admission admission = new Admission(SocketSettings.read(ShippedSettings.with(Map.of())), threads);
    private final Gateway gateway = gateway();
    private final AtomicReference<Map<String, Object>> properties = new AtomicReference<>(new HashMap<>());
    private final AtomicInteger interrupted = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void stop() {
        released.countDown();
        threads.close();
    }

    @Test
    void aPlaceIsFreeOnceTheTcpConnectionHasEnded() {
        Outbound connection = connection(false);
        connection.close(CloseCode.POLICY, "a test");
        connection.gone();
        assertThat(admission.leaving().size()).isOne();
        properties.set(null);
        Await.until(SOON, () -> admission.connections() == 0, "its place");
        assertThat(admission.leaving().size()).isZero();
    }

    @Test
    void aCloseThatDoesNotReturnKeepsThePlaceIsCountedAndInterrupted() {
        Outbound connection = connection(true);
        connection.close(CloseCode.POLICY, "a test");
        Await.until(SOON, connection::isCalling, "the close");
        connection.gone();
        properties.set(null);
        Await.until(SOON, () -> admission.leaving().stuck() == 1, "a stuck call that is counted");
        assertThat(admission.connections()).isOne();
        Await.until(SOON, () -> interrupted.get() >= 2, "a thread that is interrupted again and again");
        released.countDown();
        Await.until(SOON, () -> admission.connections() == 0, "its place");
        assertThat(admission.leaving().stuck()).isZero();
    }

    @Test
    void afterTheEndNothingIsCalled() {
        Outbound connection = connection(false);
        connection.gone();
        assertThat(connection.send(ServerFrames.authOk(Instant.MAX))).isFalse();
        assertThat(connection.ping()).isFalse();
    }

    @Test
    void whoLeavesWhenNobodyIsLeavingIsLookedAtToo() {
        properties.set(null);
        for (int i = 1; i <= 3; i++) {
            connection(false).gone();
            Await.until(SOON, () -> admission.connections() == 0, "place " + i);
        }
    }

    private Outbound connection(boolean stuck) {
        Permit permit = new Permit(admission);
        permit.enter("127.0.0.1");
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
        return new Outbound(gateway, socket, permit, () -> {});
    }

    /** As the container's: an interruption makes it look again, and then it waits on. */
    private void awaitRelease() {
        while (released.getCount() > 0) {
            try {
                released.await();
            } catch (InterruptedException again) {
                interrupted.incrementAndGet();
            }
        }
    }

    private Gateway gateway() {
        TaskLog log = new TaskLog(settings().window(), Instant::now);
        SessionRegistry registry =
                new SessionRegistry(log, SessionSettings.read(ShippedSettings.with(Map.of())), threads, Instant::now);
        SocketMetrics metrics = new SocketMetrics();
        metrics.register(null, new PrometheusRegistry(), admission, registry);
        return new Gateway(
                SocketSettings.read(ShippedSettings.with(Map.of())),
                null,
                registry,
                threads,
                admission,
                metrics,
                new ClientFrameParser(16));
    }
}
