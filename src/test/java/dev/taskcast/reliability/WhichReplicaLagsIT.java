package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Shows which replica lags, and why. The panels that docs/operations.md names find each of three prepared causes.
 *
 * <p>A real Prometheus answers the panels' queries.
 */
@Scenario
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhichReplicaLagsIT {
    private static final String TOPIC = "which-replica-lags";
    private static final String CLIENT = "behind-a-narrow-line";
    private static final int PARTITIONS = 2;
    private static final int USERS = 20;
    private static final int RATE = 200;
    private static final int PADDING = 500;
    /** The bytes a second that the broker gives one replica. The topic gets twenty times as many. */
    private static final double NARROW = 5_000;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Ring ring = Ring.get();
    private Topics topics;
    private Watched replicas;
    private Traffic traffic;

    @BeforeAll
    void start() throws Exception {
        topics = new Topics(ring.broker().address());
        topics.create(TOPIC, PARTITIONS);
        replicas = new Watched(TOPIC, Map.of("KAFKA_CLIENT_ID", CLIENT));
        // No device waits for these events.
        List<Series> series = IntStream.range(0, USERS)
                .mapToObj(i -> new Series("u" + i, "\"user_id\":\"u" + i + "\"", 0))
                .toList();
        traffic =
                new Traffic(ring.broker().address(), TOPIC, series, PADDING).start(RATE, Long.MAX_VALUE, new Oracle());
    }

    @AfterAll
    void stop() throws Exception {
        if (traffic != null) {
            traffic.finish(traffic.total());
            traffic.close();
        }
        if (replicas != null) {
            replicas.close();
        }
        topics.close();
    }

    /** The network to the broker is narrow: records are old when they arrive, and the replica has nothing to do. */
    @Test
    void oneReplicaWhoseLineToTheBrokerIsNarrow() throws Exception {
        awaitNobodyBehind();
        narrow(NARROW);
        try {
            Await.until(PATIENCE, () -> behind().get(replicas.second()) > 15, "a replica that lags");
            assertThat(behind().get(replicas.first()))
                    .as("seconds that the other replica is behind")
                    .isLessThan(5);
            Await.until(
                    PATIENCE,
                    () -> replicas.alarmed("TaskcastLagging").equals(List.of(replicas.second())),
                    "the alert for that replica alone");
            Await.until(
                    PATIENCE,
                    () -> replicas.panel("Record to read by replica, p99", "instance")
                                    .get(replicas.second())
                            > 5,
                    "old records");
            assertThat(replicas.panel("Record to read by replica, p99", "instance")
                            .get(replicas.first()))
                    .isLessThan(2);
            assertThat(replicas.panel("Read to appended by replica, p99", "instance"))
                    .containsKeys(replicas.first(), replicas.second())
                    .allSatisfy((instance, seconds) -> assertThat(seconds).isLessThan(1));
            assertThat(replicas.panel("Processors in use", "instance").get(replicas.second()))
                    .isLessThan(0.5);
            assertThat(replicas.panel("Kafka can be used", "instance"))
                    .as("both reach the broker")
                    .isEqualTo(Map.of(replicas.first(), 1.0, replicas.second(), 1.0));
        } finally {
            narrow(Double.NaN);
        }
        awaitNobodyBehind();
    }

    /** The process is suspended, so its lines in the panels end. When it resumes, it lags for a moment. */
    @Test
    void oneReplicaThatStandsStill() throws Exception {
        awaitNobodyBehind();
        replicas.other.freeze();
        try {
            Await.until(
                    PATIENCE,
                    () -> replicas.by("instance", "up == 0").keySet().equals(Set.of(replicas.second())),
                    "one replica that does not answer");
            Await.until(
                    PATIENCE,
                    () -> replicas.alarmed("TaskcastDown").equals(List.of(replicas.second())),
                    "the alert for that replica alone");
            Await.until(PATIENCE, () -> behind().keySet().equals(Set.of(replicas.first())), "the end of its line");
        } finally {
            replicas.other.thaw();
        }
        awaitNobodyBehind();
    }

    /** The cause is in the topic. All replicas lag in the same way, in one partition, and the health check names it. */
    @Test
    void allReplicasBehindATransactionThatIsNotEnded() throws Exception {
        awaitNobodyBehind();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", ring.broker().address(), "transactional.id", "never-ended"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(TOPIC, 1, null, "held back".getBytes(StandardCharsets.UTF_8)))
                    .get();
            Await.until(
                    PATIENCE,
                    () -> behind().size() == 2 && behind().values().stream().allMatch(seconds -> seconds > 10),
                    "two replicas that lag");
            Map<String, Double> partitions = replicas.panel("Behind, in seconds, by partition", "partition");
            assertThat(partitions.get("1")).isGreaterThan(10);
            assertThat(partitions.get("0")).isLessThan(5);
            for (Replica replica : List.of(replicas.one, replicas.other)) {
                replica.await(PATIENCE, "/health/ready", 200, "an open transaction holds back partition 1 from offset");
            }
            producer.abortTransaction();
        }
        awaitNobodyBehind();
    }

    private Map<String, Double> behind() throws Exception {
        return replicas.panel("Behind, in seconds", "instance");
    }

    private void awaitNobodyBehind() {
        Await.until(
                PATIENCE,
                () -> behind().size() == 2 && behind().values().stream().allMatch(seconds -> seconds < 5),
                "two replicas that keep up");
    }

    /**
     * Limits the broker to {@code bytes} a second for one replica. If {@code bytes} is not a number, there is no limit.
     */
    private void narrow(double bytes) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", ring.broker().address()))) {
            admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                            new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, CLIENT)),
                            List.of(new ClientQuotaAlteration.Op(
                                    "consumer_byte_rate", Double.isNaN(bytes) ? null : bytes)))))
                    .all()
                    .get();
        }
    }
}
