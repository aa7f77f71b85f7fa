package dev.taskcast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pauses of a JVM are read from its log, with the waits that they alone cause. */
class PausesTest {
    private static final String JAVA_17 = """
            [1795651060334ms] Using Serial
            [1795651062268ms] GC(97) Pause Full (Allocation Failure) 55M->21M(61M) 7.774ms
            [1795651062277ms] Safepoint "GenCollectForAllocation", Time since last: 1676633 ns, Reaching safepoint: 1299 ns, Cleanup: 2582 ns, At safepoint: 8204781 ns, Total: 8208662 ns
            """;
    private static final String JAVA_25 = """
            [1795651055167ms] GC(99) Pause Full (Allocation Failure) 55M->21M(61M) 8.904ms
            [1795651055876ms] Safepoint "SerialCollectForAllocation", Time since last: 1449515 ns, Reaching safepoint: 894 ns, At safepoint: 8775746 ns, Leaving safepoint: 2422 ns, Total: 8779062 ns, Threads: 0 runnable, 10 total
            [1795651058795ms] Relocation Stall (main) 0.898ms
            [1795651058795ms] Allocation Stall (Thread (7)) 12.500ms
            """;

    @Test
    void everyPauseCountsOnceInTheFormsOfBothJavas() {
        assertThat(Pauses.of(JAVA_17).millis()).containsExactly(8.208662);
        assertThat(Pauses.of(JAVA_25).millis()).containsExactly(8.779062, 0.898, 12.5);
        assertThat(Pauses.of(JAVA_25).longest()).isEqualTo(12.5);
    }

    @Test
    void onlyThoseOfTheMeasuredTimeAreLookedAt() {
        assertThat(Pauses.of(JAVA_25).since(Pauses.of(JAVA_17)).millis()).containsExactly(0.898, 12.5);
    }

    @Test
    void aServerWithoutAJvmHasNoPauses() throws IOException {
        assertThat(Pauses.in(Path.of("target/no-such-log")).millis()).isEmpty();
        assertThat(new Pauses(List.of()).longest()).isZero();
    }

    @Test
    void anEventWaitsForTheRestOfThePauseIntoWhichItFalls() {
        Pauses pauses = new Pauses(List.of(20.0, 30.0));
        assertThat(pauses.waiting(0, 5)).isCloseTo(0.01, within(1e-9));
        assertThat(pauses.waiting(10, 5)).isCloseTo(0.006, within(1e-9));
        assertThat(pauses.waiting(25, 5)).isCloseTo(0.001, within(1e-9));
        assertThat(pauses.waiting(30, 5)).isZero();
    }
}
