package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Devices that never read are connected beside others that read. The others notice nothing, and the gateway stays
 * small. Half of the devices use a stream.
 */
@Scenario
class SlowDevicesIT {
    private static final int STUCK = Integer.getInteger("reliability.stuck", 100);
    private static final int STUCK_USERS = 10;
    private static final int USERS = Integer.getInteger("reliability.beside", 100);
    private static final int EVENTS = 20_000;
    private static final int RATE = 1_000;
    private static final int LARGE = 60_000;

    /**
     * The number of extra threads for devices that never read. Before Java 24, each device can hold one thread for a
     * send and one for a close.
     */
    private static final int THREADS = 32 + (Runtime.version().feature() >= 24 ? 12 : 2 * STUCK);

    private static final double HEAP = 16e6 + (double) STUCK * LARGE;
    private static final Map<String, String> SETTINGS = Map.of(
            "TASKCAST_SESSION_SEND_DEADLINE",
            "15s",
            "TASKCAST_SESSION_MAX_PER_USER",
            Integer.toString(STUCK),
            "JVM_ARGS",
            "-Xmx" + System.getProperty("reliability.heap", "384m") + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    private static final Duration DEADLINE = Duration.ofMinutes(4);

    @Test
    void devicesThatNeverReadCostNeitherMemoryNorThreadsNorAnyoneElse() throws Exception {
        Ring ring = Ring.get();
        Oracle oracle = new Oracle();
        List<StuckDevice> stuck = new ArrayList<>();
        try (Replica replica = ring.replica("slow", SETTINGS).start().awaitReady();
                Fleet fleet = new Fleet(List.of(replica.socket()), Manners.GOOD).connect(USERS, ring.tokens(), oracle);
                Traffic traffic = new Traffic(ring.broker().address(), Ring.TOPIC, Series.all(USERS), 100);
                Traffic flood = new Traffic(ring.broker().address(), Ring.TOPIC, stuckSeries(), LARGE)) {
            for (int i = 0; i < STUCK; i++) {
                String token = ring.tokens().of("stuck" + i % STUCK_USERS);
                stuck.add(StuckDevice.numbered(i, replica.socket(), token));
            }
            Await.until(DEADLINE, () -> replica.metric("taskcast_connections") == STUCK + 2 * USERS, "all connections");
            traffic.start(RATE, EVENTS, oracle);
            traffic.awaitTotal(EVENTS / 10);
            Size before = Size.of(replica);
            Size largest = before;
            long begin = System.nanoTime();
            while (replica.metric("taskcast_slow_closes_total") < STUCK) {
                flood.burst(8);
                largest = largest.max(Size.of(replica));
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .as("until the last of them is closed, " + largest)
                        .isLessThan(DEADLINE);
            }
            Await.until(DEADLINE, () -> replica.metric("taskcast_connections") == 2 * USERS, "the others alone");
            Oracle.Verdict verdict = oracle.judge(traffic.finish(EVENTS), DEADLINE, Duration.ofSeconds(60));
            Ring.report("slow: " + STUCK + " devices that never read beside " + 2 * USERS + ": before " + before
                    + ", largest " + largest + ", after " + Size.of(replica) + "; others: closes " + fleet.closes()
                    + ", "
                    + verdict.delivered() + " deliveries, silent: " + verdict.isSilent());
            Map<Integer, Integer> ends = new TreeMap<>();
            stuck.forEach(device -> ends.merge(device.readToTheEnd().code(), 1, Integer::sum));
            Ring.report("slow: ends " + ends);
            assertThat(verdict).matches(Oracle.Verdict::isSilent, "is silent");
            assertThat(fleet.closes())
                    .as("connections of the others that were closed")
                    .isEmpty();
            assertThat(ends.keySet()).isSubsetOf(4008, Close.CUT.code());
            assertThat(largest.threads() - before.threads())
                    .as(before + " to " + largest)
                    .isLessThan(THREADS);
            assertThat(largest.heapWithoutWindow() - before.heapWithoutWindow())
                    .as(before + " to " + largest)
                    .isLessThan(HEAP);
        } finally {
            for (StuckDevice device : stuck) {
                device.close();
            }
        }
    }

    private static List<Series> stuckSeries() {
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < STUCK_USERS; i++) {
            series.add(Series.of("stuck" + i));
        }
        return series;
    }

    /** The size of a gateway: its threads, its live heap, and its window, which is a part of the heap and can grow. */
    private record Size(int threads, double heap, double window) {
        static Size of(Replica replica) throws Exception {
            return new Size(replica.threads(), replica.liveHeap(), replica.metric("taskcast_window_bytes"));
        }

        double heapWithoutWindow() {
            return heap - window;
        }

        Size max(Size other) {
            return new Size(
                    Math.max(threads, other.threads),
                    heapWithoutWindow() > other.heapWithoutWindow() ? heap : other.heap,
                    heapWithoutWindow() > other.heapWithoutWindow() ? window : other.window);
        }

        @Override
        public String toString() {
            return threads + " threads, " + Math.round(heapWithoutWindow() / 1e6) + " MB heap beside a window of "
                    + Math.round(window / 1e6) + " MB";
        }
    }
}
