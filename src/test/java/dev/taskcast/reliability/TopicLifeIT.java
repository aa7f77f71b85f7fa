package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.KafkaBroker;
import dev.taskcast.harness.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Tests the life of a topic while gateways run. The topic does not exist, is created, gets more partitions, and is
 * replaced.
 *
 * <p>The same two replicas run in all tests, so the tests have a fixed order.
 */
@Scenario
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TopicLifeIT {
    private static final String TOPIC = "topic-life";
    private static final int PARTITIONS = 3;
    private static final int USERS = 50;
    private static final int EACH = 3;
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final Ring ring = Ring.get();
    private final Topics topics = new Topics(ring.broker().address());
    private List<Replica> pair;
    private Optional<KafkaBroker> second = Optional.empty();

    @BeforeAll
    void start() {
        Map<String, String> settings = Map.of("TASKCAST_KAFKA_TOPIC", TOPIC);
        pair = List.of(
                ring.replica("topic-1", settings).start(),
                ring.replica("topic-2", settings).start());
    }

    @AfterAll
    void stop() {
        pair.forEach(Replica::close);
        topics.close();
        second.ifPresent(KafkaBroker::close);
    }

    @Test
    @Order(1)
    void withoutItsTopicAReplicaIsAliveButNotReadyAndSaysWhy() throws Exception {
        for (Replica replica : pair) {
            Await.until(Duration.ofMinutes(4), () -> replica.status("/health/live") == 200, "a live gateway");
            replica.await(DEADLINE, "/health/ready", 503, "does not exist");
        }
        topics.create(TOPIC, 2);
        pair.forEach(Replica::awaitReady);
        assertDelivered();
    }

    @Test
    @Order(2)
    void recordsOfAddedPartitionsArriveAndCursorsFromBeforeResume() throws Exception {
        Oracle oracle = new Oracle();
        try (Fleet fleet = connect(oracle);
                Traffic traffic = traffic()) {
            traffic.burst(EACH);
            topics.grow(TOPIC, 5);
            traffic.start(200, Long.MAX_VALUE, oracle);
            for (int interruption = 1; interruption <= 4; interruption++) {
                traffic.awaitTotal(traffic.total() + 300);
                fleet.interrupt();
                fleet.awaitConnected();
            }
            Map<String, Long> published = traffic.finish(traffic.total() + 2_000);
            assertThat(oracle.judge(published, DEADLINE, SILENCE)).matches(Oracle.Verdict::isSilent, "is silent");
        }
    }

    @Test
    @Order(3)
    void aReplacedTopicResetsEveryDeviceOnceAndThenEventsFlowAgain() throws Exception {
        Oracle oracle = new Oracle();
        oracle.watchIds();
        try (Fleet fleet = connect(oracle)) {
            try (Traffic before = traffic()) {
                assertThat(oracle.judge(before.burst(EACH), DEADLINE, SILENCE))
                        .matches(Oracle.Verdict::isSilent, "is silent");
            }
            oracle.demandResets("topic_replaced");
            topics.delete(TOPIC);
            for (Replica replica : pair) {
                replica.await(DEADLINE, "/health/ready", 503, "does not exist");
            }
            oracle.restart();
            topics.create(TOPIC, PARTITIONS);
            Await.until(
                    DEADLINE, () -> oracle.resets("topic_replaced") >= 2L * USERS, "a reset of each of " + 2 * USERS);
            pair.forEach(Replica::awaitReady);
            try (Traffic after = traffic()) {
                assertThat(oracle.judge(after.burst(EACH), DEADLINE, SILENCE))
                        .matches(Oracle.Verdict::isSilent, "is silent");
                fleet.interrupt();
                fleet.awaitConnected();
                assertThat(oracle.judge(after.burst(EACH), DEADLINE, SILENCE))
                        .matches(Oracle.Verdict::isSilent, "is silent");
            }
            assertThat(pair.get(0).status("/health/live")).isEqualTo(200);
        }
    }

    /**
     * The partitions of the new topic have another leader. So readers miss the records of the old topic before the
     * gateway sees that the topic is another one.
     */
    @Test
    @Order(4)
    void aTopicThatIsMadeAgainImmediatelyResetsEveryDeviceOnceAndNoEventComesTwice() throws Exception {
        int port = Ports.free();
        second = Optional.of(ring.broker().second(port, Path.of("target/reliability/kafka-" + port)));
        second.get().start();
        Oracle oracle = new Oracle();
        try (Fleet fleet = connect(oracle)) {
            try (Traffic before = traffic()) {
                assertThat(oracle.judge(before.burst(EACH), DEADLINE, SILENCE))
                        .matches(Oracle.Verdict::isSilent, "is silent");
            }
            oracle.demandResets("topic_replaced");
            topics.delete(TOPIC);
            oracle.restart();
            topics.create(TOPIC, PARTITIONS, 2);
            Await.until(
                    DEADLINE, () -> oracle.resets("topic_replaced") >= 2L * USERS, "a reset of each of " + 2 * USERS);
            try (Traffic after = traffic()) {
                assertThat(oracle.judge(after.burst(EACH), DEADLINE, SILENCE))
                        .matches(Oracle.Verdict::isSilent, "is silent");
            }
            for (Replica replica : pair) {
                assertThat(replica.metric("taskcast_lost_records_total")).isZero();
            }
            assertThat(fleet.closes()).isEmpty();
        }
    }

    @Test
    @Order(5)
    void changesOfTheLeaderLoseNothing() throws Exception {
        Oracle oracle = new Oracle();
        try (Fleet fleet = connect(oracle);
                Traffic traffic = traffic()) {
            traffic.start(200, Long.MAX_VALUE, oracle);
            for (List<Integer> brokers : List.of(List.of(2, 1), List.of(1, 2), List.of(2, 1))) {
                topics.place(TOPIC, PARTITIONS, brokers);
                traffic.awaitTotal(traffic.total() + 300);
            }
            second.orElseThrow().kill();
            topics.awaitLeader(TOPIC, 1);
            Map<String, Long> published = traffic.finish(traffic.total() + 500);
            assertThat(oracle.judge(published, DEADLINE, SILENCE)).matches(Oracle.Verdict::isSilent, "is silent");
            assertThat(fleet.closes()).isEmpty();
            topics.place(TOPIC, PARTITIONS, List.of(1));
            pair.forEach(Replica::awaitReady);
        }
    }

    private void assertDelivered() {
        Oracle oracle = new Oracle();
        try (Fleet fleet = connect(oracle);
                Traffic traffic = traffic()) {
            assertThat(oracle.judge(traffic.burst(EACH), DEADLINE, SILENCE))
                    .matches(Oracle.Verdict::isSilent, "is silent");
            assertThat(fleet.closes()).isEmpty();
        }
    }

    private Fleet connect(Oracle oracle) {
        return new Fleet(Ring.sockets(pair), Manners.GOOD).connect(USERS, ring.tokens(), oracle);
    }

    private Traffic traffic() {
        return new Traffic(ring.broker().address(), TOPIC, Series.all(USERS), 0);
    }
}
