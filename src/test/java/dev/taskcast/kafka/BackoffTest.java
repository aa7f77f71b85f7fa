package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What fails again and again is tried less and less often, and at least every ten seconds. */
class BackoffTest {
    private final Backoff backoff = new Backoff();

    @Test
    void theTimeBetweenTwoTriesDoublesUpToTenSeconds() {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            times.add(backoff.afterFailure().toMillis());
        }
        assertThat(times).containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L, 10_000L);
    }

    @Test
    void afterSuccessItBeginsAnew() {
        backoff.afterFailure();
        backoff.afterFailure();
        backoff.reset();
        assertThat(backoff.afterFailure()).hasMillis(500);
    }
}
