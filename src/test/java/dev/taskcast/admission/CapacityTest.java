package dev.taskcast.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** There is memory for so many sockets, on the heap and beside it. */
class CapacityTest {
    private static final long MIB = 1 << 20;
    private static final long HEAP = 460 * MIB;

    @ParameterizedTest
    @CsvSource({
        "230, 256, 2944",
        "460, 256, 5888",
        "920, 256, 11776",
        "4000, 256, 14336",
        "4000, 4000, 51200",
        "16, 16, 1"
    })
    void whatIsShortDecides(long heap, long direct, int sockets) {
        assertThat(Capacity.of(heap * MIB, direct * MIB)).isEqualTo(sockets);
    }

    @ParameterizedTest
    @CsvSource({"256m, 268435456", "256M, 268435456", "1g, 1073741824", "64k, 65536", "1000, 1000"})
    void theLimitOfDirectMemoryIsReadFromTheOptions(String value, long bytes) {
        assertThat(Capacity.direct(HEAP, List.of("-Xmx460m", "-XX:MaxDirectMemorySize=" + value)))
                .isEqualTo(bytes);
    }

    @Test
    void theLastOptionCountsAndWithoutOneItIsTheHeap() {
        assertThat(Capacity.direct(HEAP, List.of("-XX:MaxDirectMemorySize=1k", "-XX:MaxDirectMemorySize=2k")))
                .isEqualTo(2048);
        assertThat(Capacity.direct(HEAP, List.of("-Xss1m"))).isEqualTo(HEAP);
    }
}
