package dev.taskcast.proof;

import dev.taskcast.harness.Await;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/**
 * An unclean election.
 *
 * <p>The topic is on two brokers. The second broker stops. The first broker alone writes records, and devices get them.
 * Then the first broker stops, and the second broker leads without these records.
 *
 * <p>A gateway accepts no cursor until it is past all lost records. So the fault ends when the topic has more records
 * than before, and each device has a cursor behind them.
 */
final class UncleanElection {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration MISSED = Duration.ofSeconds(3);
    /** More than two heartbeats. After them, each device has a cursor behind the lost records. */
    private static final Duration NEW_CURSORS = Duration.ofSeconds(12);

    private static final int FIRST = 0;
    private static final int SECOND = 1;

    private final World world;
    private final Admin admin;
    private final int partitions;

    UncleanElection(World world, Admin admin, int partitions) {
        this.world = world;
        this.admin = admin;
        this.partitions = partitions;
    }

    /**
     * Each device must be told to reload, because the topic lacks events that it has seen. Its gateway tells it while
     * it is connected, or when it comes back.
     */
    void strike() throws Exception {
        Cluster cluster = world.cluster();
        place(partition -> List.of(node(FIRST), node(SECOND)));
        copiesNeeded("1");
        cluster.kill(SECOND);
        await(partition -> partition.isr().size() == 1, "one copy");
        world.release();
        LockSupport.parkNanos(MISSED.toNanos());
        world.hold();
        world.awaitAll("before the election");
        Map<TopicPartition, Long> before = ends();
        try (Demand demand = world.oracle().demand(Fault.UNCLEAN_ELECTION.reasons())) {
            cluster.kill(FIRST);
            cluster.start(SECOND);
            Await.until(PATIENCE, this::elect, "an unclean election");
            cluster.start(FIRST);
            place(partition -> List.of(node(partition), node(partition + 1), node(partition + 2)));
            copiesNeeded("2");
            demand.await(PATIENCE);
        }
        // Kafka has lost records that it had acknowledged. A producer with several batches in flight might not recover
        // from that.
        world.kafka().renew();
        world.release();
        Await.until(
                PATIENCE,
                () -> ends().entrySet().stream().allMatch(end -> end.getValue() > before.get(end.getKey())),
                "more records than before the election");
        LockSupport.parkNanos(NEW_CURSORS.toNanos());
    }

    private Map<TopicPartition, Long> ends() throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            latest.put(new TopicPartition(Cluster.TOPIC, partition), OffsetSpec.latest());
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(latest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private boolean elect() throws Exception {
        Set<TopicPartition> without = new HashSet<>();
        for (TopicPartitionInfo partition : describe()) {
            if (partition.leader() == null || partition.leader().isEmpty()) {
                without.add(new TopicPartition(Cluster.TOPIC, partition.partition()));
            }
        }
        if (!without.isEmpty()) {
            admin.electLeaders(ElectionType.UNCLEAN, without).partitions().get();
        }
        return describe().stream()
                .allMatch(partition ->
                        partition.leader() != null && partition.leader().id() == node(SECOND));
    }

    /**
     * Moves each partition to the brokers of {@code nodes}, and waits until all copies are complete. The first broker
     * leads.
     */
    private void place(IntFunction<List<Integer>> nodes) throws Exception {
        Map<TopicPartition, Optional<NewPartitionReassignment>> placement = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            placement.put(
                    new TopicPartition(Cluster.TOPIC, partition),
                    Optional.of(new NewPartitionReassignment(nodes.apply(partition))));
        }
        admin.alterPartitionReassignments(placement).all().get();
        await(
                partition -> partition.isr().size()
                        == nodes.apply(partition.partition()).size(),
                "all copies");
        Await.until(PATIENCE, () -> leads(placement.keySet(), nodes), "the new leaders");
    }

    /** Whether the first broker of each partition leads it. If not, it asks Kafka for an election. */
    private boolean leads(Set<TopicPartition> all, IntFunction<List<Integer>> nodes) throws Exception {
        boolean done = describe().stream()
                .allMatch(partition -> partition.leader() != null
                        && partition.leader().id()
                                == nodes.apply(partition.partition()).get(0));
        if (!done) {
            admin.electLeaders(ElectionType.PREFERRED, all).partitions().get();
        }
        return done;
    }

    private void copiesNeeded(String number) throws Exception {
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry("min.insync.replicas", number), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(
                        Map.of(new ConfigResource(ConfigResource.Type.TOPIC, Cluster.TOPIC), List.of(set)))
                .all()
                .get();
    }

    private void await(Predicate<TopicPartitionInfo> condition, String what) {
        Await.until(PATIENCE, () -> describe().stream().allMatch(condition), what);
    }

    private List<TopicPartitionInfo> describe() throws Exception {
        return admin.describeTopics(List.of(Cluster.TOPIC))
                .allTopicNames()
                .get()
                .get(Cluster.TOPIC)
                .partitions();
    }

    private static int node(int broker) {
        return Cluster.FIRST_NODE + broker % Cluster.SIZE;
    }
}
