package dev.taskcast.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Fake;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapLivenessTest {
    @Test
    void theLargestPoolOfTheHeapCounts() {
        assertThat(HeapLiveness.percentAfterCollection(List.of(pool(60, 100), pool(985, 1_000))))
                .isEqualTo(98);
    }

    @Test
    void aPoolThatHasNoBoundOrWasNeverCollectedSaysNothing() {
        assertThat(HeapLiveness.percentAfterCollection(List.of(pool(60, -1)))).isZero();
        assertThat(HeapLiveness.percentAfterCollection(List.of())).isZero();
    }

    private static MemoryPoolMXBean pool(long used, long most) {
        return Fake.of(
                MemoryPoolMXBean.class,
                (method, arguments) ->
                        method.equals("getType") ? MemoryType.HEAP : new MemoryUsage(0, used, used, most));
    }
}
