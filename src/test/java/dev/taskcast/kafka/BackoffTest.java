package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Repeated failures make tries less and less frequent, down to one every ten seconds. The first retry is almost
 * immediate.
 */
class BackoffTest {
    private Instant now = Instant.parse("2026-11-26T07:00:00Z");
    private double chance;
    private final Backoff backoff = new Backoff(() -> now, () -> chance);

    @Test
    void theTimeBetweenTwoTriesDoublesUpToTenSeconds() {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            times.add(fail().toMillis());
        }
        assertThat(times).containsExactly(250L, 500L, 1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L);
    }

    @Test
    void chanceMakesATimeUpToAHalfShorter() {
        chance = 1;
        assertThat(fail()).hasMillis(125);
        chance = 0.5;
        assertThat(fail()).hasMillis(375);
    }

    @Test
    void itsOwnerMaySayHowLongItWaitsFirst() {
        Duration first = new Backoff(() -> now, Duration.ofSeconds(4)).afterFailure();
        assertThat(first).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void twoBackoffsDoNotTryAtTheSameTimes() {
        List<Duration> one = new ArrayList<>();
        List<Duration> other = new ArrayList<>();
        Backoff first = new Backoff(() -> now);
        Backoff second = new Backoff(() -> now);
        for (int i = 0; i < 8; i++) {
            one.add(first.afterFailure());
            other.add(second.afterFailure());
        }
        assertThat(one).isNotEqualTo(other);
        assertThat(one.get(0)).isBetween(Duration.ofMillis(125), Duration.ofMillis(250));
    }

    @Test
    void afterSuccessItBeginsAgain() {
        fail();
        fail();
        backoff.reset();
        assertThat(fail()).hasMillis(250);
    }

    @Test
    void aFailureLongAfterTheLastOneBeginsAgain() {
        for (int i = 0; i < 5; i++) {
            fail();
        }
        now = now.plusSeconds(30);
        assertThat(fail()).hasMillis(8_000);
        now = now.plusSeconds(61);
        assertThat(fail()).hasMillis(250);
    }

    @Test
    void aPauseIsOverInTimeAndAtTheLatestWhenTheClockIsSetBack() {
        assertThat(backoff.isOver()).as("nothing has failed").isTrue();
        now = now.plus(fail()).minusNanos(1);
        assertThat(backoff.isOver()).isFalse();
        now = now.plusNanos(1);
        assertThat(backoff.isOver()).isTrue();
        fail();
        now = now.minusNanos(1);
        assertThat(backoff.isOver()).as("the clock was set back").isTrue();
    }

    private Duration fail() {
        return backoff.afterFailure();
    }
}
