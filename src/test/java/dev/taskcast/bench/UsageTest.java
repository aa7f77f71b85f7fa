package dev.taskcast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The benchmark knows who used the processors. */
class UsageTest {
    private static final double TENTH = 0.1;

    @Test
    void aProcessHasUsedWhatItsThreadsUsedAlsoThoseThatEnded() throws IOException, InterruptedException {
        long self = ProcessHandle.current().pid();
        double before = Usage.of(self);
        Thread busy = new Thread(() -> {
            long end = System.nanoTime() + (long) (3 * TENTH * 1e9);
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        });
        busy.start();
        busy.join();
        assertThat(Usage.of(self) - before).isGreaterThan(TENTH);
    }

    @Test
    void theLimitIsTheServerFrom95PercentOn() {
        assertThat(new Usage(10, 9.5, 5, 1, 1).serverIsLimit()).isTrue();
        assertThat(new Usage(10, 9.4, 5, 1, 1).serverIsLimit()).isFalse();
    }

    @Test
    void elseItIsWhoeverUsedMostOfAFullProcessor() {
        assertThat(new Usage(10, 5, 5, 3, 2).limit()).startsWith("the client: server 50 %, client 50 %");
        assertThat(new Usage(10, 5, 3, 5, 2).limit()).startsWith("the broker: ");
        assertThat(new Usage(10, 5, 2, 3, 5).limit()).startsWith("the producer: ");
        assertThat(new Usage(10, 5, 2, 3, 3).limit()).startsWith("no processor: ");
    }

    @Test
    void whatWasUsedIsTheDifference() {
        assertThat(new Usage(10, 5, 4, 3, 2).since(new Usage(4, 4, 2, 2, 2))).isEqualTo(new Usage(6, 1, 2, 1, 0));
    }
}
