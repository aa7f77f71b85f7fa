package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.reliability.Finding.Kind;
import dev.taskcast.wire.Cursor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Tests a topic that loses records that devices saw, has a record that cannot be read, or holds some records back.
 *
 * <p>Each test has its own topic.
 */
@Scenario
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenTopicIT {
    private static final int PARTITIONS = 2;
    private static final int USERS = 20;
    private static final int EACH = 5;
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private static final Manners FORGETFUL = Manners.resumingFrom(
            text -> text.flatMap(Cursor::parse).map(cursor -> new Cursor(cursor.topic(), cursor.next()).encode()));

    private static final String MARK = "a-mark-in-the-segment";

    private final Ring ring = Ring.get();
    private final Topics topics = new Topics(ring.broker().address());

    @AfterAll
    void stop() {
        topics.close();
    }

    /**
     * The broker returns without the latest records, as after an unclean election, and writes other records at their
     * offsets.
     *
     * <p>A replica that starts then has never read the old records. Only the cursor tells it what a device saw. Some
     * devices have cursors without the leader epoch, as old cursors were. They show that the oracle can fail.
     */
    @Test
    void aReplicaThatStartedLateResetsDevicesThatSawWhatKafkaHasLostByTheLeaderInTheirCursor() throws Exception {
        String topic = "cut-off";
        topics.create(topic, PARTITIONS);
        Oracle oracle = new Oracle();
        Oracle untold = new Oracle();
        try (Replica early = replica(topic, topic + "-early").start().awaitReady();
                Replica late = replica(topic, topic + "-late");
                Fleet fleet = connect(List.of(early, late), Manners.GOOD, oracle);
                Fleet forgetful = connect(List.of(early, late), FORGETFUL, untold)) {
            Segments segments = new Segments(ring.broker(), topic, PARTITIONS);
            try (Traffic traffic = traffic(topic)) {
                assertSilent(traffic, oracle, untold);
                segments.save();
                assertSilent(traffic, oracle, untold);
            }
            early.kill();
            segments.restore();
            try (Traffic others = traffic(topic)) {
                others.burst(3 * EACH);
            }
            oracle.demandResets("gap_in_log");
            untold.demandResets("gap_in_log");
            late.start().awaitReady();
            fleet.awaitConnected();
            forgetful.awaitConnected();
            oracle.restart();
            untold.restart();
            try (Traffic traffic = traffic(topic)) {
                Map<String, Long> published = traffic.burst(EACH);
                assertThat(oracle.judge(published, DEADLINE, SILENCE)).matches(Oracle.Verdict::isSilent, "is silent");
                Oracle.Verdict verdict = untold.judge(published, DEADLINE, Duration.ofSeconds(5));
                assertThat(verdict.count(Kind.NOT_RESET)).as(verdict.toString()).isPositive();
            }
        }
    }

    /** A byte of the batch is changed on the broker's disk before the replica has read the batch. */
    @Test
    void anUnreadableBatchIsSkippedAndEveryDeviceIsTold() throws Exception {
        String topic = "poison";
        topics.create(topic, PARTITIONS);
        Oracle oracle = new Oracle();
        try (Replica replica = replica(topic, "poisoned").start().awaitReady();
                Replica late = replica(topic, "poisoned-late");
                Fleet fleet = connect(List.of(replica), Manners.GOOD, oracle)) {
            try (Traffic traffic = traffic(topic)) {
                assertSilent(traffic, oracle);
            }
            replica.freeze();
            try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("acks", "all"))) {
                // This record answers the request that the replica sent before it froze. The replica sends no other
                // request.
                producer.send(record(topic, "not the mark")).get();
                producer.send(record(topic, MARK)).get();
            }
            new Segments(ring.broker(), topic, PARTITIONS).damage(MARK);
            late.start();
            oracle.demandResets("gap_in_log");
            replica.thaw();
            Await.until(
                    DEADLINE,
                    () -> oracle.resets("gap_in_log") >= 2L * USERS,
                    "a reset of each of " + 2 * USERS + "; see the console of the replica");
            oracle.restart();
            try (Traffic traffic = traffic(topic)) {
                assertSilent(traffic, oracle);
            }
            assertThat(replica.awaitReady().metric("taskcast_lost_records_total"))
                    .isEqualTo(1);
            assertThat(replica.console())
                    .contains("TCAST1009E: Unreadable records of partition 0")
                    .doesNotContain(MARK);
            assertThat(fleet.closes()).isEmpty();
            late.awaitReady();
            assertThat(late.metric("taskcast_lost_records_total")).isEqualTo(1);
        }
    }

    @Test
    void anOpenTransactionIsReportedAndTheEventsBehindItFollowInOrder() throws Exception {
        String topic = "open-transaction";
        topics.create(topic, PARTITIONS);
        Oracle oracle = new Oracle();
        try (Replica replica = replica(topic, "waiting").start().awaitReady();
                Fleet fleet = connect(List.of(replica), Manners.GOOD, oracle);
                Traffic traffic = traffic(topic);
                KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "forgetful"))) {
            assertSilent(traffic, oracle);
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(record(topic, "held back")).get();
            Map<String, Long> published = traffic.burst(EACH);
            replica.await(DEADLINE, "/health/ready", 200, "an open transaction holds back partition 0");
            assertThat(replica.metric("taskcast_kafka_lag_records")).isPositive();
            assertThat(oracle.delivered())
                    .as("events behind the transaction wait")
                    .isLessThan(traffic.deliveries());
            producer.abortTransaction();
            assertThat(oracle.judge(published, DEADLINE, SILENCE)).matches(Oracle.Verdict::isSilent, "is silent");
            replica.await(DEADLINE, "/health/ready", 200, "the broker answers");
            assertThat(replica.metric("taskcast_kafka_lag_records")).isZero();
            assertThat(fleet.closes()).isEmpty();
        }
    }

    private static void assertSilent(Traffic traffic, Oracle... oracles) {
        Map<String, Long> published = traffic.burst(EACH);
        for (Oracle oracle : oracles) {
            assertThat(oracle.judge(published, DEADLINE, SILENCE)).matches(Oracle.Verdict::isSilent, "is silent");
        }
    }

    private Replica replica(String topic, String name) {
        return ring.replica(name, Map.of("TASKCAST_KAFKA_TOPIC", topic));
    }

    private Fleet connect(List<Replica> replicas, Manners manners, Oracle oracle) {
        return new Fleet(Ring.sockets(replicas), manners).connect(USERS, ring.tokens(), oracle);
    }

    private Traffic traffic(String topic) {
        return new Traffic(ring.broker().address(), topic, Series.all(USERS), 0);
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", ring.broker().address());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** An event for a user without a connection. */
    private static ProducerRecord<byte[], byte[]> record(String topic, String title) {
        String event = "{\"event_type\":\"task.updated\",\"user_id\":\"nobody\",\"task\":{\"id\":1,\"title\":\"" + title
                + "\"}}";
        return new ProducerRecord<>(topic, 0, null, event.getBytes(StandardCharsets.UTF_8));
    }
}
