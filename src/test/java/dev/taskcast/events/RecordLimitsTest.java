package dev.taskcast.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The smallest and the largest limits are allowed. */
class RecordLimitsTest {
    @Test
    void theSmallestAndTheDeepestAreAllowed() {
        assertThat(new RecordLimits(1, 2, 1).maxDepth()).isEqualTo(2);
        assertThat(new RecordLimits(1, 512, 1).maxDepth()).isEqualTo(512);
    }

    @ParameterizedTest
    @CsvSource({"0, 2, 1", "1, 1, 1", "1, 513, 1", "1, 2, 0"})
    void anyLimitBeyondThemIsRefused(int bytes, int depth, int users) {
        assertThatThrownBy(() -> new RecordLimits(bytes, depth, users)).isInstanceOf(IllegalArgumentException.class);
    }
}
