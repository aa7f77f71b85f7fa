package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.ServerFrames;
import org.junit.jupiter.api.Test;

/** A heartbeat waits once, and only if it was added. */
class OutgoingTest {
    private final SessionsFixture sessions = SessionsFixture.ready(new ManualThreads());
    private final Outgoing outgoing = new Outgoing(sessions.registry, false);

    @Test
    void aHeartbeatThatCouldNotBeAddedDoesNotCountAsOneThatWaits() {
        while (outgoing.add(ServerFrames.heartbeat(""))) {
            assertThat(outgoing.add(ServerFrames::heartbeat)).isTrue();
        }
        assertThat(outgoing.addHeartbeat()).isFalse();
        assertThat(outgoing.addHeartbeat()).isFalse();
    }
}
