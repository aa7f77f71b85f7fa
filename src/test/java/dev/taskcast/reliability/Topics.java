package dev.taskcast.reliability;

import dev.taskcast.harness.Await;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/** Changes topics as an operator does while gateways run. Each call returns when the broker has made the change. */
public final class Topics implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Admin admin;

    public Topics(String brokers) {
        this.admin = Admin.create(Map.of("bootstrap.servers", brokers));
    }

    void create(String topic, int partitions) throws InterruptedException, ExecutionException {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                .all()
                .get();
    }

    /** Creates {@code topic} with all partitions on {@code broker} alone. */
    void create(String topic, int partitions, int broker) throws InterruptedException, ExecutionException {
        Map<Integer, List<Integer>> placement = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            placement.put(partition, List.of(broker));
        }
        admin.createTopics(List.of(new NewTopic(topic, placement))).all().get();
    }

    /** Compacts {@code topic} from now on. Only the newest record of each key then has to stay. */
    void compact(String topic) throws InterruptedException, ExecutionException {
        AlterConfigOp compact =
                new AlterConfigOp(new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(compact)))
                .all()
                .get();
    }

    public void delete(String topic) throws InterruptedException, ExecutionException {
        admin.deleteTopics(List.of(topic)).all().get();
    }

    public void grow(String topic, int partitions) throws InterruptedException, ExecutionException {
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all()
                .get();
    }

    /**
     * Moves the partitions to {@code brokers}, and waits until all of these have all records. The first broker leads.
     */
    void place(String topic, int partitions, List<Integer> brokers) throws Exception {
        Map<TopicPartition, Optional<NewPartitionReassignment>> placement = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            placement.put(new TopicPartition(topic, partition), Optional.of(new NewPartitionReassignment(brokers)));
        }
        admin.alterPartitionReassignments(placement).all().get();
        Await.until(
                PATIENCE,
                () -> partitions(topic).allMatch(partition -> partition.isr().size() == brokers.size()),
                topic + " on " + brokers);
        admin.electLeaders(ElectionType.PREFERRED, placement.keySet())
                .partitions()
                .get();
        awaitLeader(topic, brokers.get(0));
    }

    /** The id that the cluster gave {@code topic}. */
    String id(String topic) throws InterruptedException, ExecutionException {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .topicId()
                .toString();
    }

    void awaitLeader(String topic, int broker) {
        Await.until(
                PATIENCE,
                () -> partitions(topic)
                        .allMatch(partition ->
                                partition.leader() != null && partition.leader().id() == broker),
                topic + " led by " + broker);
    }

    private Stream<TopicPartitionInfo> partitions(String topic) throws Exception {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream();
    }

    @Override
    public void close() {
        admin.close();
    }
}
