package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** A login service signs out many users together. Their sessions end, and all other users notice nothing. */
@Scenario
class RevocationsIT {
    private static final int REVOCATIONS = Integer.getInteger("reliability.revocations", 50_000);
    /**
     * The number of sessions of revoked users, which are spread over all revocations. Other users have the same number
     * of sessions.
     */
    private static final int SESSIONS = Integer.getInteger("reliability.crowd", 2_000);

    private static final int USERS = 20;
    private static final int RATE = 500;
    /**
     * The longest latency. Before Java 24, thousands of closes use the threads that events need, one after the other.
     * On a slow machine, the bound is three quarters of the time that all closes take.
     */
    private static final long P99_MS = Runtime.version().feature() >= 24 ? 1_000 : 5_000;

    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final Map<String, String> SETTINGS = Map.of("TASKCAST_SOCKET_UPGRADES_PER_SECOND", "10000");

    private final Ring ring = Ring.get();

    @Test
    void fiftyThousandRevocationsEndTheirSessionsAndHoldNobodyUp() throws Exception {
        Oracle oracle = new Oracle();
        try (Replica replica = ring.replica("revoked", SETTINGS).start().awaitReady();
                Fleet fleet = new Fleet(List.of(replica.socket()), Manners.GOOD).connect(USERS, ring.tokens(), oracle);
                Crowd revoked = crowd(replica, "revoked");
                Crowd others = crowd(replica, "bystander");
                Canary canary = new Canary(replica.socket(), ring);
                Traffic traffic = new Traffic(ring.broker().address(), Ring.TOPIC, Series.all(USERS), 0)) {
            traffic.start(RATE, Long.MAX_VALUE, oracle);
            readBoth(revoked, others, Duration.ofSeconds(5));
            List<Long> calm = during(canary, () -> readBoth(revoked, others, Duration.ofSeconds(5)));
            long begin = System.nanoTime();
            List<Long> latencies = during(canary, () -> {
                CompletableFuture<Void> published = CompletableFuture.runAsync(this::revokeAll);
                revoked.readUntil(() -> revoked.closed() == SESSIONS, DEADLINE);
                published.join();
                readBoth(revoked, others, Duration.ofSeconds(2));
            });
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            String report = "revocations, Java " + Runtime.version().feature() + ": " + REVOCATIONS + " with "
                    + 2 * SESSIONS + " sessions; calm " + text(calm) + "; revoking " + text(latencies) + "; closes "
                    + revoked.closes();
            Ring.report(report);
            assertThat(revoked.closes()).as(report).isEqualTo(Map.of(4003, (long) SESSIONS));
            assertThat(others.closes()).as(report).isEmpty();
            assertThat(percentile(latencies, 99)).as(report).isLessThan(Math.max(P99_MS, took * 3 / 4));
            assertThat(canary.closed()).isEqualTo(-1);
            assertThat(oracle.judge(traffic.finish(traffic.total()), DEADLINE, SILENCE))
                    .matches(Oracle.Verdict::isSilent, "is silent");
            assertThat(fleet.closes()).isEmpty();
        }
    }

    /** The latencies of the canary's events while {@code happening} runs. */
    private static List<Long> during(Canary canary, Happening happening) throws Exception {
        canary.begin();
        long begin = System.nanoTime();
        happening.run();
        Ring.report("revocations: " + (System.nanoTime() - begin) / 1_000_000 + " ms");
        return canary.latencies();
    }

    /** An action that takes a while. */
    @FunctionalInterface
    private interface Happening {
        void run() throws Exception;
    }

    private static String text(List<Long> latencies) {
        return "p50 " + percentile(latencies, 50) + " p99 " + percentile(latencies, 99) + " max "
                + percentile(latencies, 100) + " ms of " + latencies.size();
    }

    private static void readBoth(Crowd one, Crowd other, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        do {
            one.readUntil(() -> false, Duration.ofMillis(20));
            other.readUntil(() -> false, Duration.ofMillis(20));
        } while (System.nanoTime() < end);
    }

    private Crowd crowd(Replica replica, String name) throws Exception {
        Crowd crowd = new Crowd(replica.socket());
        for (int i = 0; i < SESSIONS; i++) {
            crowd.connect(ring.tokens().of(name + "-" + i), "");
        }
        return crowd;
    }

    private void revokeAll() {
        String until = Instant.now().plusSeconds(2).toString();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", ring.broker().address(), "acks", "all", "linger.ms", 5),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < REVOCATIONS; i++) {
                // Of this number of revoked users, one user has a session.
                int each = REVOCATIONS / SESSIONS;
                String user = (i % each == 0 ? "revoked-" + i / each : "nobody-" + i);
                String event = "{\"event_type\":\"session.revoke\",\"user_id\":\"" + user + "\",\"issued_before\":\""
                        + until + "\"}";
                producer.send(new ProducerRecord<>(Ring.TOPIC, user, event.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private static long percentile(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }
}
