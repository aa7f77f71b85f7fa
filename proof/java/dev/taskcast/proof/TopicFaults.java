package dev.taskcast.proof;

import dev.taskcast.harness.Await;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/**
 * Changes to the topic, as an operator makes them.
 *
 * <p>Before a change, the publishers stop and each device gets all events. There are two reasons. Partitions have no
 * order among each other. A record that is deleted before a gateway has read it is lost.
 */
final class TopicFaults {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int MORE = 2;

    private final World world;

    TopicFaults(World world) {
        this.world = world;
    }

    Ending begin(Strike strike) throws Exception {
        world.hold();
        world.awaitAll("before " + strike);
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", world.cluster().address()))) {
            switch (strike.fault()) {
                case PARTITIONS_ADDED -> add(admin);
                case RETENTION -> {
                    deleteAll(admin);
                    world.replica(strike.gateway()).kill();
                    world.replica(strike.gateway()).start().awaitReady();
                }
                case TOPIC_REPLACED -> replace(admin);
                case POISON_BATCH -> new PoisonBatch(world).strike();
                case UNCLEAN_ELECTION -> new UncleanElection(world, admin, partitions(admin)).strike();
                default -> throw new IllegalStateException(strike + " does not concern the topic");
            }
        }
        return world::release;
    }

    /**
     * Adds partitions, and waits until each producer knows them. Otherwise a series could continue in another partition
     * while its last events are still on their way.
     */
    private static void add(Admin admin) throws InterruptedException, ExecutionException {
        admin.createPartitions(Map.of(Cluster.TOPIC, NewPartitions.increaseTo(partitions(admin) + MORE)))
                .all()
                .get();
        LockSupport.parkNanos(2 * World.METADATA_AGE.toNanos());
    }

    /** Replaces the topic. Each device must be told to reload. */
    private void replace(Admin admin) throws InterruptedException, ExecutionException {
        int partitions = partitions(admin);
        try (Demand demand = world.oracle().demand(Set.of("topic_replaced"))) {
            admin.deleteTopics(List.of(Cluster.TOPIC)).all().get();
            Await.until(
                    PATIENCE, () -> !admin.listTopics().names().get().contains(Cluster.TOPIC), "the end of the topic");
            Await.until(PATIENCE, () -> create(admin, partitions), "the new topic");
            demand.await(PATIENCE);
        }
    }

    private static boolean create(Admin admin, int partitions) throws InterruptedException, ExecutionException {
        admin.createTopics(List.of(new NewTopic(Cluster.TOPIC, partitions, (short) Cluster.SIZE)))
                .all()
                .get();
        return true;
    }

    private static int partitions(Admin admin) throws InterruptedException, ExecutionException {
        return admin.describeTopics(List.of(Cluster.TOPIC))
                .allTopicNames()
                .get()
                .get(Cluster.TOPIC)
                .partitions()
                .size();
    }

    private static void deleteAll(Admin admin) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        int partitions = partitions(admin);
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(Cluster.TOPIC, partition), OffsetSpec.latest());
        }
        Map<TopicPartition, RecordsToDelete> deleted = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> end :
                admin.listOffsets(ends).all().get().entrySet()) {
            deleted.put(
                    end.getKey(), RecordsToDelete.beforeOffset(end.getValue().offset()));
        }
        admin.deleteRecords(deleted).all().get();
    }
}
