package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client may send two seconds' worth of frames at once, and then as many as the second has. */
class FrameBudgetTest {
    private static final int PER_SECOND = 20;

    private long now = TimeUnit.DAYS.toNanos(1);
    private final FrameBudget budget = new FrameBudget(PER_SECOND, now);

    @Test
    void theFirstFrameMayComeWithTheUpgrade() {
        assertThat(budget.take(now)).isTrue();
    }

    @Test
    void twoSecondsWorthMayComeAtOnceAndNoMore() {
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

    private int takeAll() {
        int taken = 0;
        while (taken < 1_000 && budget.take(now)) {
            taken++;
        }
        return taken;
    }
}
