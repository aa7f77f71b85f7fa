package dev.taskcast.sessions;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.SessionSettings;
import dev.taskcast.harness.Await;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Filter;
import dev.taskcast.wire.Frame;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real threads, sends that take a while or do not, and pings in between: no wake is lost, and no event comes twice. */
@Tag("long")
class SessionStressTest {
    private static final int EVENTS = 3_000;
    private static final int SESSIONS = 24;
    private static final SessionSettings ASK_OFTEN = settings()
            .with("taskcast.session.heartbeat", "1h")
            .with("taskcast.session.ping-interval", "1s")
            .with("taskcast.session.pong-deadline", "1h")
            .session();
    private static final Pattern ID = Pattern.compile("\"task\":\\{\"id\":(\\d+)");

    private final SessionThreads threads = SessionThreads.pooled(Thread::new, 64);
    private final SessionsFixture sessions = SessionsFixture.ready(threads);

    @AfterEach
    void end() {
        threads.close();
    }

    @Test
    void everySessionGetsEveryEventOnceAndInOrder() {
        List<Erratic> sockets = IntStream.range(0, SESSIONS)
                .mapToObj(i -> new Erratic())
                .peek(socket -> socket.session = sessions.registry.open(
                        sessions.caller("ada"),
                        new Subscription(Optional.empty(), socket.hashCode() % 3 == 0, Filter.ALL),
                        socket,
                        Peer.UNKNOWN))
                .toList();
        for (int i = 0; i < EVENTS; i++) {
            sessions.publish("ada");
            if (i % 50 == 0) {
                // Long enough for the sessions to become idle, so that they must be woken again.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                sockets.forEach(Erratic::visit);
            }
        }
        List<Integer> all = IntStream.rangeClosed(1, EVENTS).boxed().toList();
        for (Erratic socket : sockets) {
            Await.until(
                    Duration.ofMinutes(3), () -> socket.received.size() >= EVENTS, "every event: " + socket.received);
            assertThat(socket.received).isEqualTo(all);
            Await.until(Duration.ofSeconds(60), socket::isPinged, "a ping");
            assertThat(socket.overlapped).isFalse();
        }
        assertThat(sessions.registry.counters().deliveredTotal()).isEqualTo((long) EVENTS * SESSIONS);
    }

    /** A send returns immediately, or a little later. */
    private final class Erratic implements Transport {
        final List<Integer> received = new CopyOnWriteArrayList<>();
        volatile boolean overlapped;
        private volatile boolean pinged;
        private volatile Session session;
        private final AtomicBoolean inCall = new AtomicBoolean();

        @Override
        public boolean send(List<Frame> frames) {
            overlapped |= !inCall.compareAndSet(false, true);
            for (Frame frame : frames) {
                received.addAll(ID.matcher(frame.text())
                        .results()
                        .map(match -> Integer.valueOf(match.group(1)))
                        .toList());
            }
            if (ThreadLocalRandom.current().nextInt(8) == 0) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(50));
            }
            inCall.set(false);
            return true;
        }

        @Override
        public boolean ping() {
            overlapped |= !inCall.compareAndSet(false, true);
            pinged = true;
            inCall.set(false);
            session.heard();
            return true;
        }

        void visit() {
            // The clock is ahead by the ping interval, so the session must ping the client immediately.
            long ahead = ASK_OFTEN.pingInterval().toNanos();
            Visit.to(session, threads.nanoTime() + ahead, sessions.now(), ASK_OFTEN);
        }

        boolean isPinged() {
            visit();
            return pinged;
        }

        @Override
        public boolean answersPings() {
            return true;
        }

        @Override
        public void close(CloseCode code, String reason) {
            throw new AssertionError(code + " " + reason);
        }
    }
}
