package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * A gateway is ended without a preStop hook, and its clients stay until they are closed. The test counts the clients
 * that see a close frame (1001) and not a broken connection.
 */
@Scenario
class LeavingIT {
    private static final int USERS = 150;
    private static final double ALL = 0.99;
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    /** Enough time for all close frames, even on a slow machine. */
    private static final Map<String, String> SETTINGS = Map.of("TASKCAST_DRAIN_SIGNAL_TIME", "10s");

    /** A way to end a gateway. */
    private interface End {
        void of(Replica replica) throws Exception;
    }

    @Test
    void clientsSeeACloseAfterASignalAndSocketsSeeNoCloseAfterTheScript() throws Exception {
        Map<String, End> ends = new LinkedHashMap<>();
        ends.put("SIGTERM", replica -> replica.signal("TERM"));
        ends.put("SIGINT", replica -> replica.signal("INT"));
        ends.put("server stop", Replica::serverStop);
        Map<String, Replica> replicas = new LinkedHashMap<>();
        ends.keySet()
                .forEach(way -> replicas.put(
                        way,
                        Ring.get()
                                .replica("leaving-" + way.replace(' ', '-'), SETTINGS)
                                .start()));
        Map<String, Future<Double>> ended = new LinkedHashMap<>();
        Map<String, Double> shares = new LinkedHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(ends.size());
        try {
            replicas.values().forEach(Replica::awaitReady);
            ends.forEach((way, end) -> ended.put(way, threads.submit(() -> share(way, replicas.get(way), end))));
            for (Map.Entry<String, Future<Double>> end : ended.entrySet()) {
                shares.put(end.getKey(), end.getValue().get());
            }
        } finally {
            threads.shutdownNow();
            replicas.values().forEach(Replica::close);
        }
        assertThat(shares.get("SIGTERM")).as(shares.toString()).isGreaterThanOrEqualTo(ALL);
        assertThat(shares.get("SIGINT")).as(shares.toString()).isGreaterThanOrEqualTo(ALL);
        assertThat(shares.get("server stop"))
                .as("at most the streams, which are half of the clients: " + shares)
                .isLessThanOrEqualTo(0.5);
    }

    /** The share of the clients of {@code replica} that saw 1001 when {@code end} ended it. */
    private static double share(String way, Replica replica, End end) throws Exception {
        try (Fleet fleet = new Fleet(List.of(replica.socket()), Manners.PASSIVE)
                .connect(USERS, Ring.get().tokens(), new Oracle())) {
            long begin = System.nanoTime();
            end.of(replica);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            fleet.awaitEnd(DEADLINE);
            Map<Close, Long> closes = fleet.closes();
            double share = closes.entrySet().stream()
                            .filter(close -> close.getKey().code() == 1001)
                            .mapToLong(Map.Entry::getValue)
                            .sum()
                    / (2.0 * USERS);
            Ring.report(way + ": " + Math.round(100 * share) + " % of " + 2 * USERS + " clients saw 1001, all: "
                    + closes + ", over after " + took.toMillis() + " ms");
            return share;
        }
    }
}
