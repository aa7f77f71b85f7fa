package dev.taskcast.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The budget of two seconds may be used immediately, and then the budget of each second. */
class RateLimitTest {
    private static final int PER_SECOND = 20;

    private long now = TimeUnit.DAYS.toNanos(1);
    private final RateLimit limit = new RateLimit(PER_SECOND, 1, now);

    @Test
    void theFirstMayComeImmediately() {
        assertThat(limit.take(1, now)).isTrue();
    }

    @Test
    void theBudgetOfTwoSecondsMayComeImmediatelyAndNoMore() {
        assertThat(takeAll()).isEqualTo(2 * PER_SECOND);
    }

    @Test
    void anEmptyBucketFillsAtTheRate() {
        takeAll();
        now += TimeUnit.SECONDS.toNanos(1);
        assertThat(takeAll()).isEqualTo(PER_SECOND);
    }

    @Test
    void aLongSilenceEarnsNoMoreThanTheBucketHolds() {
        now += TimeUnit.HOURS.toNanos(1);
        assertThat(takeAll()).isEqualTo(2 * PER_SECOND);
    }

    @Test
    void aMessageOfTheLargestSizePassesAtAnyRate() {
        RateLimit bytes = new RateLimit(1_024, 16 << 10, now);
        assertThat(bytes.take(16 << 10, now)).isTrue();
        assertThat(bytes.take(1, now)).isFalse();
        now += TimeUnit.SECONDS.toNanos(1);
        assertThat(bytes.take(1_025, now)).isFalse();
        assertThat(bytes.take(1_024, now)).isTrue();
    }

    @Test
    void aRefusedTakeLeavesTheBudgetUnchanged() {
        assertThat(limit.take(2 * PER_SECOND + 1, now)).isFalse();
        assertThat(takeAll()).isEqualTo(2 * PER_SECOND);
    }

    private int takeAll() {
        int taken = 0;
        while (taken < 1_000 && limit.take(1, now)) {
            taken++;
        }
        return taken;
    }
}
