package dev.taskcast.sessions;

import static dev.taskcast.sessions.SessionsFixture.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** If there is no thread for a turn, the session continues, or its client is told why it ends. */
class RefusedTurnTest {
    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final FakeTransport socket = new FakeTransport();

    @Test
    void anEventForWhichThereWasNoThreadComesWithTheNextOne() {
        open();
        threads.refuseNext = true;
        sessions.publish("ada");
        threads.run();
        assertThat(socket.types()).containsExactly("welcome");
        sessions.publish("ada");
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "task_update", "task_update");
        assertThat(socket.closes).isEmpty();
    }

    @Test
    void anEventForWhichThereWasNoThreadComesWithTheNextHeartbeat() {
        Session session = open();
        threads.refuseNext = true;
        sessions.publish("ada");
        threads.pass(SETTINGS.heartbeat());
        Visit.to(session, threads.nanoTime(), sessions.now(), SETTINGS);
        threads.run();
        assertThat(socket.types()).startsWith("welcome").contains("task_update", "heartbeat");
    }

    @Test
    void aCallerWhoseFrameGetsNoThreadGetsTheError() {
        Session session = open();
        threads.refuseNext = true;
        assertThatThrownBy(() -> session.pong("")).isInstanceOf(OutOfMemoryError.class);
        session.pong("");
        threads.run();
        assertThat(socket.types()).containsExactly("welcome", "pong", "pong");
    }

    @Test
    void aSessionWithoutAThreadForItsWelcomeIsNotOpened() {
        threads.refuseNext = true;
        assertThatThrownBy(this::open).isInstanceOf(OutOfMemoryError.class);
        assertThat(socket.closes).as("whoever opens it answers the client").isEmpty();
        assertThat(sessions.registry.connections()).isZero();
    }

    @Test
    void aSessionThatResumesLaterWithoutAThreadForItsWelcomeIsClosed() {
        sessions.resume("ada", 1, socket);
        sessions.publish("ada");
        // The waiting turn is the next try to resume; the turn that it asks for sends the welcome.
        threads.refuseNext = true;
        threads.run();
        assertThat(socket.sent).isEmpty();
        assertThat(socket.closes).singleElement().asString().startsWith("1011 ");
        assertThat(sessions.registry.connections()).isZero();
    }

    @Test
    void aSessionWithoutAThreadForTheRestOfItsEventsIsClosed() {
        open();
        socket.during(() -> threads.refuseNext = true);
        for (int i = 0; i < 3 * Outgoing.MOST; i++) {
            sessions.publish("ada");
        }
        assertThatThrownBy(threads::run).isInstanceOf(OutOfMemoryError.class);
        assertThat(socket.closes).singleElement().asString().startsWith("1011 ");
        assertThat(sessions.registry.connections()).isZero();
    }

    private Session open() {
        Session session = sessions.open("ada", socket);
        threads.run();
        return session;
    }
}
