package dev.taskcast.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks Kafka about one topic. Each call returns an answer within the timeout, or throws {@link KafkaTrouble}. */
class TopicInspector implements AutoCloseable {
    /** A cursor names every partition, and its text has at most 2 KiB. */
    private static final int MAX_PARTITIONS = 200;

    private final Admin admin;
    private final String name;
    private final Duration timeout;
    private final BrokerProbe probe;

    /**
     * Asks {@code admin} about the topic {@code name}, and closes it in the end. {@code probe} finds out why no broker
     * answers.
     */
    TopicInspector(Admin admin, String name, Duration timeout, BrokerProbe probe) {
        this.admin = admin;
        this.name = name;
        this.timeout = timeout;
        this.probe = probe;
    }

    /**
     * The topic's present state.
     *
     * @param id Kafka's id of the topic, which changes when the topic is deleted and created again
     * @param ends per partition, the offset up to which records can be read: the next record's, or that of the first
     *     open transaction
     * @param highWatermarks per partition, the offset that the next record will get
     */
    record Topic(String id, long[] ends, long[] highWatermarks) {}

    /** A broker's description of the topic, without the leaders of its partitions. It may be outdated. */
    record Description(String id, int partitions) {}

    Topic inspect() throws KafkaTrouble {
        return inspect(describe());
    }

    Description describe() throws KafkaTrouble {
        TopicDescription topic =
                answer(admin.describeTopics(List.of(name)).topicNameValues().get(name));
        int partitions = topic.partitions().size();
        if (partitions > MAX_PARTITIONS) {
            throw new KafkaTrouble(
                    "topic " + name + " has " + partitions + " partitions; the most is " + MAX_PARTITIONS);
        }
        return new Description(topic.topicId().toString(), partitions);
    }

    /** The topic {@code described}, with its present ends. */
    Topic inspect(Description described) throws KafkaTrouble {
        OffsetSpec latest = OffsetSpec.latest();
        return new Topic(
                described.id(),
                offsets(described.partitions(), latest, IsolationLevel.READ_COMMITTED, null),
                offsets(described.partitions(), latest, IsolationLevel.READ_UNCOMMITTED, null));
    }

    /**
     * Per partition, the offset at which a reader must begin to get all records since {@code time}. It is the offset
     * before the first of them, or before the end if there is no such record. The record in front tells which leader
     * wrote the history of every later offset.
     */
    long[] offsetsAt(Topic topic, Instant time) throws KafkaTrouble {
        OffsetSpec since = OffsetSpec.forTimestamp(time.toEpochMilli());
        int partitions = topic.ends().length;
        long[] starts = offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_COMMITTED, topic.ends());
        long[] first = offsets(partitions, since, IsolationLevel.READ_COMMITTED, topic.ends());
        return IntStream.range(0, partitions)
                .mapToLong(partition -> Math.max(starts[partition], first[partition] - 1))
                .toArray();
    }

    /** How Kafka cleans the topic, such as {@code delete} or {@code compact}. */
    String cleanupPolicy() throws KafkaTrouble {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        Config config = answer(admin.describeConfigs(List.of(topic)).values().get(topic));
        return config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    }

    @Override
    public void close() {
        admin.close(KafkaConnection.FAREWELL);
    }

    private long[] offsets(int partitions, OffsetSpec spec, IsolationLevel isolation, long[] otherwise)
            throws KafkaTrouble {
        Map<TopicPartition, OffsetSpec> question = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            question.put(new TopicPartition(name, partition), spec);
        }
        Map<TopicPartition, ListOffsetsResultInfo> answer = answer(
                admin.listOffsets(question, new ListOffsetsOptions(isolation)).all());
        long[] offsets = new long[partitions];
        answer.forEach((partition, found) -> {
            int index = partition.partition();
            offsets[index] = found.offset() >= 0 ? found.offset() : otherwise[index];
        });
        return offsets;
    }

    private <T> T answer(KafkaFuture<T> future) throws KafkaTrouble {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new KafkaTrouble("topic " + name + " does not exist: create it");
            }
            throw failed.getCause() instanceof RetriableException
                    ? silence()
                    : new KafkaTrouble(refused(failed.getCause()), RootCause.isRefusal(failed));
        } catch (TimeoutException silent) {
            throw silence();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new KafkaTrouble("stopping");
        }
    }

    private KafkaTrouble silence() {
        return probe.look()
                .map(KafkaTrouble::new)
                .orElseGet(() -> new KafkaTrouble("no broker answers within " + timeout));
    }

    private static String refused(Throwable cause) {
        return RootCause.of(cause).orElse("broker refused: " + cause.getClass().getSimpleName());
    }
}
