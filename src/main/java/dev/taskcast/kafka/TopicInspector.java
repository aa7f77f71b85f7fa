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

/** Asks Kafka about one topic; every answer comes within the timeout or is a {@link KafkaTrouble}. */
class TopicInspector implements AutoCloseable {
    /** A cursor names every partition, and its text has at most 2 KiB. */
    private static final int MAX_PARTITIONS = 200;

    private final Admin admin;
    private final String name;
    private final Duration timeout;
    private final BrokerProbe probe;

    /** Asks {@code admin} about the topic {@code name}, and closes it in the end; {@code probe} finds out why nobody answers. */
    TopicInspector(Admin admin, String name, Duration timeout, BrokerProbe probe) {
        this.admin = admin;
        this.name = name;
        this.timeout = timeout;
        this.probe = probe;
    }

    /**
     * The topic as it is now.
     *
     * @param id Kafka's id of it, another one after it was deleted and made again
     * @param ends per partition, the offset up to which it can be read: that of the next record, or the first one of a transaction
     *     that has not ended
     * @param highWatermarks per partition, the offset that the next record will have
     */
    record Topic(String id, long[] ends, long[] highWatermarks) {}

    /** What a broker tells of the topic without asking the leaders of its partitions. It may lag behind them. */
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

    /** The topic {@code described}, with its ends as they are now. */
    Topic inspect(Description described) throws KafkaTrouble {
        OffsetSpec latest = OffsetSpec.latest();
        return new Topic(
                described.id(),
                offsets(described.partitions(), latest, IsolationLevel.READ_COMMITTED, null),
                offsets(described.partitions(), latest, IsolationLevel.READ_UNCOMMITTED, null));
    }

    /**
     * Per partition, where to begin in order to have what came since {@code time}: at the record before the first one, or before the
     * end. From that one it is known which leader wrote what every later offset follows.
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

    /** How Kafka cleans the topic up, such as {@code delete} or {@code compact}. */
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
