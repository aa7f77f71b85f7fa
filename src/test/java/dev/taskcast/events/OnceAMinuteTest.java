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

    @Test
    void aClockThatIsSetBackDoesNotSilenceIt() {
        assertThat(logged.isDue(NOW)).isTrue();
        assertThat(logged.isDue(NOW.minusSeconds(3_600))).isTrue();
        assertThat(logged.isDue(NOW.minusSeconds(3_599))).isFalse();
    }
}
