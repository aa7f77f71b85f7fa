package dev.taskcast.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class OnceAMinuteTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final OnceAMinute logged = new OnceAMinute();

    @Test
    void theFirstLineIsDueAndTheNextOneAMinuteLater() {
        assertThat(logged.isDue(NOW)).isTrue();
        assertThat(logged.isDue(NOW)).isFalse();
        assertThat(logged.isDue(NOW.plusMillis(59_999))).isFalse();
        assertThat(logged.isDue(NOW.plusSeconds(60))).isTrue();
        assertThat(logged.isDue(NOW.plusSeconds(61))).isFalse();
    }

    /** While the past is read back, the times of its records are out of order. */
    @Test
    void timesOutOfOrderAreDueOnlyOnceAMinute() {
        assertThat(logged.isDue(NOW)).isTrue();
        for (int i = 0; i < 1_000; i++) {
            assertThat(logged.isDue(NOW.minusSeconds(i % 2 * 3_600L))).isFalse();
        }
        assertThat(logged.isDue(NOW.plusSeconds(60))).isTrue();
    }

    @Test
    void aThreadWithAnEarlierTimeIsNotDueAfterAnotherThread() {
        assertThat(logged.isDue(NOW)).isTrue();
        assertThat(logged.isDue(NOW.minusMillis(1))).isFalse();
    }
}
