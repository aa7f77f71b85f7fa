package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.ServerFrames;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Only one heartbeat waits, and only if it was added; a long frame counts for as long as its call takes. */
class OutgoingTest {
    private final SessionsFixture sessions = SessionsFixture.ready(new ManualThreads());
    private final Outgoing outgoing = new Outgoing(sessions.registry, false);

    @Test
    void aLongFrameIsCountedWhileItIsSent() {
        ManualThreads threads = new ManualThreads();
        SessionsFixture others = SessionsFixture.ready(threads);
        FakeTransport transport = new FakeTransport();
        List<Long> seen = new ArrayList<>();
        others.open("ada", transport);
        threads.run();
        for (String title : List.of("short", "x".repeat(10_000), "short")) {
            transport.during(() -> seen.add(others.registry.counters().longFrames()));
            others.publish("ada", title);
            threads.run();
        }
        transport.broken = true;
        transport.during(() -> seen.add(others.registry.counters().longFrames()));
        others.publish("ada", "x".repeat(10_000));
        threads.run();
        assertThat(seen).containsExactly(0L, 1L, 0L, 1L);
        assertThat(others.registry.counters().longFrames()).isZero();
    }

    @Test
    void aHeartbeatThatCouldNotBeAddedDoesNotCountAsWaiting() {
        while (outgoing.add(ServerFrames.heartbeat(""))) {
            assertThat(outgoing.add(ServerFrames::heartbeat)).isTrue();
        }
        assertThat(outgoing.addHeartbeat()).isFalse();
        assertThat(outgoing.addHeartbeat()).isFalse();
    }
}
