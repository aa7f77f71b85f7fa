package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.CloseCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Every session is looked after about once a second, and never all of them at once. */
class PulseTest {
    private static final int SESSIONS = 200;
    private static final int BEATS_PER_SECOND = 20;

    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final Pulse pulse = new Pulse(sessions.registry, threads);

    @Test
    void aBeatLooksAfterASliceAndARoundAfterEverybody() {
        for (int i = 0; i < SESSIONS; i++) {
            sessions.open("user-" + i, new FakeTransport());
        }
        threads.run();
        sessions.pass(Duration.ofDays(1));
        pulse.beat();
        assertThat(SESSIONS - sessions.registry.connections())
                .as("ended by one beat")
                .isBetween(1, 20);
        for (int i = 0; i < 5 * BEATS_PER_SECOND; i++) {
            pulse.beat();
        }
        assertThat(sessions.registry.connections()).isZero();
    }

    @Test
    void aRoundOfEverybodyTakesASecond() {
        FakeTransport[] sockets = new FakeTransport[SESSIONS];
        for (int i = 0; i < SESSIONS; i++) {
            sockets[i] = new FakeTransport();
            sessions.open("user-" + i, sockets[i]);
        }
        threads.run();
        threads.pass(SessionsFixture.SETTINGS.heartbeat());
        for (int i = 0; i < BEATS_PER_SECOND; i++) {
            pulse.beat();
        }
        threads.run();
        assertThat(sockets).allSatisfy(socket -> assertThat(socket.types()).containsExactly("welcome", "heartbeat"));
    }

    @Test
    void theWindowForgetsEvenWhenNothingIsAppended() {
        sessions.publish("ada");
        sessions.pass(Duration.ofHours(1));
        pulse.beat();
        assertThat(sessions.log.statistics().events()).isZero();
    }

    @Test
    void aSessionThatFailsDoesNotEndTheRounds() {
        FakeTransport broken = new FakeTransport() {
            @Override
            public void close(CloseCode code, String reason) {
                throw new IllegalStateException("the socket is gone");
            }
        };
        sessions.open("ada", broken);
        threads.run();
        sessions.pass(Duration.ofDays(1));
        pulse.beat();
        sessions.open("bob", new FakeTransport());
        sessions.pass(Duration.ofDays(1));
        pulse.beat();
        assertThat(sessions.registry.connections()).isZero();
    }
}
