package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The readers of some streams stop. Other users notice nothing, and each stream is cut after the deadline. Afterwards
 * the gateway holds no more than before.
 */
@Scenario
class SlowStreamsIT {
    private static final int READERS = Integer.getInteger("reliability.stuck", 100);
    private static final int USERS = 10;
    private static final int LARGE = 60_000;
    private static final long P99_MS = 1_000;

    private static final long WORST_MS = 2_000;
    /**
     * The longest latency while buffers fill. The system buffers 2 MB for each reader before a write blocks. Before
     * Java 24, the container replaces eight blocked threads at a time.
     */
    private static final long WORST_FILLING_MS = 10_000;
    /** Before Java 24, a blocked write holds a thread. */
    private static final int THREADS = 32 + (Runtime.version().feature() >= 24 ? 12 : READERS);

    private static final int SPARE_THREADS = 24;
    private static final long HEAP = (16 << 20) + (long) READERS * LARGE;
    private static final Duration DEADLINE = Duration.ofMinutes(4);
    private static final Map<String, String> SETTINGS =
            Map.of("TASKCAST_SESSION_SEND_DEADLINE", "15s", "TASKCAST_SESSION_MAX_PER_USER", Integer.toString(READERS));

    @Test
    void readersThatStopCostNeitherMemoryNorThreadsNorAnyoneElse() throws Exception {
        Ring ring = Ring.get();
        List<StuckDevice> readers = new ArrayList<>();
        try (Replica replica = ring.replica("slow-streams", SETTINGS).start().awaitReady();
                Canary canary = new Canary(replica.socket(), ring);
                Traffic flood = new Traffic(ring.broker().address(), Ring.TOPIC, series(), LARGE)) {
            Await.until(DEADLINE, () -> replica.metric("taskcast_connections") == 1, "the canary");
            Footprint before = Footprint.of(replica);
            for (int i = 0; i < READERS; i++) {
                readers.add(new StuckDevice(
                        Transport.STREAM, replica.socket(), ring.tokens().of("reader" + i % USERS)));
            }
            canary.begin();
            double stuck = 0;
            while (stuck < READERS && replica.metric("taskcast_slow_closes_total") == 0) {
                flood.burst(8);
                stuck = Math.max(stuck, replica.metric("taskcast_stuck_calls"));
            }
            List<Long> filling = canary.latencies();
            Footprint during = Footprint.of(replica);
            canary.begin();
            long begin = System.nanoTime();
            while (replica.metric("taskcast_slow_closes_total") < READERS) {
                flood.burst(1);
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .as("until the last of them is cut")
                        .isLessThan(DEADLINE);
            }
            List<Long> latencies = canary.latencies();
            long p99 = latencies.get(latencies.size() * 99 / 100);
            long worst = latencies.get(latencies.size() - 1);
            Await.until(DEADLINE, () -> replica.metric("taskcast_streams") == 0, "the end of all streams");
            String report = "slow streams, Java " + Runtime.version().feature() + ", " + READERS
                    + " readers that stop: another user's worst " + filling.get(filling.size() - 1)
                    + " ms while their buffers fill, then p99 " + p99 + ", worst " + worst + " ms of "
                    + latencies.size() + "; stuck "
                    + stuck + "; before " + before + "; during " + during;
            Ring.report(report);
            Ring.report("slow streams: after "
                    + Footprint.awaitLike(before, replica, DEADLINE, SPARE_THREADS, 10, 16 << 20));
            // This call fails if the stream of a reader was not ended.
            readers.forEach(StuckDevice::readToTheEnd);
            assertThat(filling.get(filling.size() - 1)).as(report).isLessThan(WORST_FILLING_MS);
            assertThat(p99).as(report).isLessThan(P99_MS);
            assertThat(worst).as(report).isLessThan(WORST_MS);
            assertThat(canary.closed()).isEqualTo(-1);
            assertThat(stuck).as("writes that blocked").isPositive();
            assertThat(during.threads() - before.threads()).as(report).isLessThan(THREADS);
            assertThat(during.heap() - before.heap()).as(report).isLessThan(HEAP);
        } finally {
            for (StuckDevice reader : readers) {
                reader.close();
            }
        }
    }

    private static List<Series> series() {
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            series.add(Series.of("reader" + i));
        }
        return series;
    }
}
