package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Clients make every call into the container block, on a machine whose processors are all busy. Other clients notice
 * little, and afterwards the gateway holds no more than before.
 */
@Scenario
class FloodIT {
    private static final int FLOODERS = Integer.getInteger("reliability.flooders", 100);
    private static final int USERS = 10;
    private static final Duration ATTACK = Duration.ofSeconds(Integer.getInteger("reliability.attack", 15));
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** Before the server had enough threads, others waited for more than ten seconds. */
    private static final long P99_MS = 2_000;

    private static final long WORST_MS = 4_000;
    private static final int SPARE_THREADS = 24;

    private static final Map<String, String> SETTINGS =
            Map.of("TASKCAST_SOCKET_AUTH_DEADLINE", "5s", "TASKCAST_SESSION_SEND_DEADLINE", "10s");

    @Test
    void clientsThatPingAndNeverReadDelayNobody() throws Exception {
        Ring ring = Ring.get();
        List<PingFlooder> flooders = new ArrayList<>();
        try (Replica replica = ring.replica("flooded", SETTINGS).start().awaitReady();
                Canary canary = new Canary(replica.socket(), ring);
                Traffic flood = new Traffic(ring.broker().address(), Ring.TOPIC, series(), 100)) {
            warmUp(replica, ring, canary);
            List<Long> calm = latencies(canary, Duration.ofSeconds(5), () -> {});
            Footprint before = Footprint.of(replica);
            for (int i = 0; i < FLOODERS; i++) {
                Optional<String> token = Optional.of(ring.tokens().of("flooder" + i / 2 % USERS));
                flooders.add(new PingFlooder(replica.socket(), i % 2 == 0 ? token : Optional.empty()));
            }
            double[] stuck = {0};
            List<Long> latencies;
            try (BusyProcessors busy = new BusyProcessors()) {
                busy.start();
                latencies = latencies(canary, ATTACK, () -> {
                    flooders.forEach(PingFlooder::flood);
                    flood.burst(1);
                    stuck[0] = Math.max(stuck[0], replica.metric("taskcast_stuck_calls"));
                });
            }
            assertThat(closeCode(replica.socket(), "no.token.atall"))
                    .as("a close of another client")
                    .isEqualTo(4001);
            Footprint during = Footprint.of(replica);
            for (PingFlooder flooder : flooders) {
                flooder.close();
            }
            List<Long> afterwards = latencies(canary, Duration.ofSeconds(5), () -> {});
            String report = "flood, Java " + Runtime.version().feature() + ", " + FLOODERS + " sockets: calm "
                    + text(calm) + "; attacked " + text(latencies) + "; afterwards " + text(afterwards) + "; stuck "
                    + stuck[0] + "; before " + before + "; during " + during;
            Ring.report(report);
            Ring.report("flood: after " + Footprint.awaitLike(before, replica, MINUTE, SPARE_THREADS, 10, 16 << 20));
            Await.until(MINUTE, () -> replica.metric(ChurnIT.BUSY) <= 1, "no busy thread but the one that answers");
            assertThat(percentile(latencies, 99)).as(report).isLessThan(P99_MS);
            assertThat(latencies.get(latencies.size() - 1)).as(report).isLessThan(WORST_MS);
            assertThat(canary.closed()).isEqualTo(-1);
            assertThat(stuck[0]).as("stuck calls that were counted").isPositive();
            Await.until(MINUTE, () -> replica.metric("taskcast_stuck_calls") == 0, "no stuck calls");
            Await.until(MINUTE, () -> replica.metric("taskcast_sockets") == 1, "the canary's socket alone");
        } finally {
            for (PingFlooder flooder : flooders) {
                flooder.close();
            }
        }
    }

    /** Connects and disconnects well-behaved devices once, so that the server has everything that it keeps. */
    private static void warmUp(Replica replica, Ring ring, Canary canary) throws Exception {
        for (int i = 0; i < 100; i++) {
            try (StuckDevice device = new StuckDevice(
                    Transport.SOCKET, replica.socket(), ring.tokens().of("flooder" + i % USERS))) {
                assertThat(device).isNotNull();
            }
        }
        assertThat(canary.closed()).isEqualTo(-1);
        Await.until(MINUTE, () -> replica.metric("taskcast_sockets") == 1, "the canary's socket alone");
    }

    private interface Happening {
        void run() throws Exception;
    }

    /** The canary's latencies over {@code time}. Meanwhile {@code meanwhile} runs five times a second. */
    private static List<Long> latencies(Canary canary, Duration time, Happening meanwhile) throws Exception {
        canary.begin();
        for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() < end; ) {
            meanwhile.run();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        return canary.latencies();
    }

    private static int closeCode(URI gateway, String token) {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(gateway.resolve("/ws?token=" + token), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int closeCode, String reason) {
                        code.complete(closeCode);
                        return null;
                    }
                })
                .join();
        return code.orTimeout(WORST_MS, TimeUnit.MILLISECONDS).join();
    }

    private static long percentile(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    private static String text(List<Long> latencies) {
        return "p50 " + percentile(latencies, 50) + " p99 " + percentile(latencies, 99) + " max "
                + percentile(latencies, 100) + " ms of " + latencies.size();
    }

    private static List<Series> series() {
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            series.add(Series.of("flooder" + i));
        }
        return series;
    }
}
