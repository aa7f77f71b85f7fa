package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.Revocations;
import dev.taskcast.tracing.FakeTracing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tracing learns of each event that a session takes, and whether it was sent; if tracing is off, it learns nothing. */
class TracedDeliveriesTest {
    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final FakeTransport socket = new FakeTransport();

    private Session open(FakeTracing tracing) {
        SessionRegistry registry = new SessionRegistry(
                sessions.log, SessionsFixture.SETTINGS, threads, sessions::now, new Revocations(), tracing);
        Session session = registry.open(sessions.caller("a"), Subscription.FROM_NOW, socket, Peer.UNKNOWN);
        threads.run();
        return session;
    }

    @Test
    void eachEventIsTakenAndAllOfACallAreSent() {
        FakeTracing tracing = new FakeTracing(true);
        Session session = open(tracing);
        tracing.told.clear();
        sessions.publish("a");
        sessions.publish("a");
        threads.run();
        assertThat(tracing.told).containsExactly("taken 0 0", "taken 0 1", "sent " + session.id());
    }

    @Test
    void anEventThatTheSocketDidNotTakeIsNotSent() {
        FakeTracing tracing = new FakeTracing(true);
        Session session = open(tracing);
        tracing.told.clear();
        socket.broken = true;
        sessions.publish("a");
        threads.run();
        assertThat(tracing.told).isEqualTo(List.of("taken 0 0", "not sent " + session.id()));
    }

    @Test
    void withTracingOffNoDeliveryIsTraced() {
        FakeTracing tracing = new FakeTracing(false);
        open(tracing);
        sessions.publish("a");
        threads.run();
        assertThat(socket.sent).hasSize(2);
        assertThat(tracing.told).isEmpty();
    }
}
