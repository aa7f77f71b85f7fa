package dev.taskcast.sessions;

import static dev.taskcast.sessions.SessionsFixture.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Lines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often sessions are visited, and what an operator is told of a visit that fails. */
class VisitsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int COUNT = 200;

    private final ManualThreads threads = new ManualThreads();
    private final SessionsFixture sessions = SessionsFixture.ready(threads);
    private final Pulse pulse = new Pulse(sessions.registry, threads);
    private final List<Visited> all = new ArrayList<>();

    /** With many sessions, a visit of each one in every second would take a processor. */
    @Test
    void aSessionIsVisitedAtItsHeartbeatsAndHardlyElse() {
        open();
        beat(SETTINGS.heartbeat());
        all.forEach(it -> it.visits = 0);
        beat(SETTINGS.heartbeat().multipliedBy(4));
        assertThat(all).allSatisfy(it -> assertThat(it.visits).isBetween(4, 8));
    }

    /** At most three times as many sessions end in a slot as with an even spread. */
    @Test
    void theEndsAreSpreadOverASecondAfterTheClockWasSet() {
        open();
        beat(SECOND.multipliedBy(3));
        sessions.pass(Duration.ofDays(1));
        int most = 0;
        for (int before = COUNT; before > 0; before = sessions.registry.connections()) {
            beat(Wheel.SLOT);
            most = Math.max(most, before - sessions.registry.connections());
        }
        assertThat(most).isLessThanOrEqualTo((int) (3 * COUNT / SECOND.dividedBy(Wheel.SLOT)));
    }

    @Test
    void aVisitThatFailsIsLoggedWithItsCause() {
        open();
        all.get(0).defect = true;
        try (Lines lines = new Lines(Pulse.class)) {
            beat(SETTINGS.heartbeat());
            assertThat(lines.all()).isNotEmpty().allMatch(line -> line.startsWith("SEVERE TCAST0608E"));
        }
    }

    @Test
    void aBeatThatFailsIsLoggedWithItsCause() {
        open();
        beat(SECOND);
        NoRoom.toAdd(sessions.registry.wheel(), 0);
        try (Lines lines = new Lines(Pulse.class)) {
            beat(SETTINGS.heartbeat());
            assertThat(lines.all()).singleElement().asString().startsWith("SEVERE TCAST0608E");
        }
    }

    private void open() {
        for (int i = 0; i < COUNT; i++) {
            Visited socket = new Visited();
            all.add(socket);
            sessions.open("user-" + i, socket);
        }
        threads.run();
    }

    /** Time passes on both clocks while the pulse beats. */
    private void beat(Duration time) {
        for (long beats = time.dividedBy(Wheel.SLOT); beats > 0; beats--) {
            threads.pass(Wheel.SLOT);
            sessions.pass(Wheel.SLOT);
            pulse.beat();
            threads.run();
        }
    }

    /** Each visit asks once whether the client answers pings; here, no client does. */
    private static final class Visited extends FakeTransport {
        private int visits;
        private boolean defect;

        @Override
        public boolean answersPings() {
            visits++;
            if (defect) {
                throw new IllegalStateException("a test");
            }
            return false;
        }
    }
}
