package dev.taskcast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

/** The benchmark measures which processes used the processors. */
class UsageTest {
    private static final long USED_NANOS = 200_000_000;
    /** The kernel counts in units of 10 ms. */
    private static final double UNIT = 0.01;

    @Test
    void aProcessHasUsedWhatItsThreadsUsedAlsoThoseThatEnded() throws IOException, InterruptedException {
        long self = ProcessHandle.current().pid();
        double before = Usage.of(self);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Thread busy = new Thread(() -> {
            while (threads.getCurrentThreadCpuTime() < USED_NANOS) {
                Thread.onSpinWait();
            }
        });
        busy.start();
        busy.join();
        assertThat(Usage.of(self) - before).isGreaterThanOrEqualTo(USED_NANOS / 1e9 - 2 * UNIT);
    }

    @Test
    void theLimitIsTheServerFrom95PercentOn() {
        assertThat(new Usage(10, 9.5, 5, 1, 1, 10).serverIsLimit()).isTrue();
        assertThat(new Usage(10, 9.4, 5, 1, 1, 10).serverIsLimit()).isFalse();
    }

    @Test
    void otherwiseTheLimitIsTheProcessThatUsedMostOfAFullProcessor() {
        assertThat(new Usage(10, 5, 5, 3, 2, 5).limit()).startsWith("the client: server 50 %, client 50 %");
        assertThat(new Usage(10, 5, 3, 5, 2, 5).limit()).startsWith("the broker: ");
        assertThat(new Usage(10, 5, 2, 3, 5, 5).limit()).startsWith("the producer: ");
        assertThat(new Usage(10, 5, 2, 3, 3, 5).limit()).startsWith("no processor: ");
        assertThat(new Usage(10, 5, 5, 3, 2, 9.9).limit()).startsWith("another program on the server's core: ");
    }

    @Test
    void theUseOfACoreCountsAllProcesses() throws IOException {
        assertThat(Usage.ofCore("0")).isPositive();
        assertThat(Usage.ofCore("0-1")).isZero();
    }

    @Test
    void theUseInATimeIsTheDifference() {
        assertThat(new Usage(10, 5, 4, 3, 2, 6).since(new Usage(4, 4, 2, 2, 2, 5)))
                .isEqualTo(new Usage(6, 1, 2, 1, 0, 1));
    }
}
