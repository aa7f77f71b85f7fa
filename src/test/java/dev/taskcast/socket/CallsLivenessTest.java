package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Liveness fails only if nothing but a restart helps. */
class CallsLivenessTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void aShortageOfThreadsIsSurvivedForAMinute() {
        assertThat(CallsLiveness.isAlive(Duration.ZERO, 0, 100)).isTrue();
        assertThat(CallsLiveness.isAlive(MINUTE, 0, 100)).isTrue();
        assertThat(CallsLiveness.isAlive(MINUTE.plusMillis(1), 0, 100)).isFalse();
    }

    @Test
    void aReplicaIsAliveUntilMoreThanHalfOfItsPlacesAreLost() {
        assertThat(CallsLiveness.isAlive(Duration.ZERO, 50, 100)).isTrue();
        assertThat(CallsLiveness.isAlive(Duration.ZERO, 51, 100)).isFalse();
    }
}
