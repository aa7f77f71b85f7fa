package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a known stretch of the topic with a consumer of its own, to the last offset of it.
 *
 * <p>The channel cannot be rewound, and its {@code by_duration} start never resolves for a partition
 * without a recent record. This reader also proves that a gap in the offsets holds no record: its position
 * moves over transaction markers.
 */
@Dependent
public class PastReader {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaConnection connection;
    private final String topic;

    @Inject
    public PastReader(KafkaConnection connection, KafkaSettings settings) {
        this.connection = connection;
        this.topic = settings.topic();
    }

    /** The offsets of one partition from {@code from}, up to and without {@code to}. */
    record Stretch(long from, long to) {}

    /**
     * Hands every record of {@code stretches} (by partition) to {@code reader}, in order per partition.
     *
     * @throws OffsetOutOfRangeException when Kafka does not have a stretch any more
     * @throws KafkaTrouble when nothing came for a while
     */
    void read(Map<Integer, Stretch> stretches, Consumer<ConsumerRecord<byte[], byte[]>> reader) throws KafkaTrouble {
        Map<TopicPartition, Stretch> left = stretches.entrySet().stream()
                .filter(entry -> entry.getValue().from() < entry.getValue().to())
                .collect(Collectors.toMap(entry -> new TopicPartition(topic, entry.getKey()), Map.Entry::getValue));
        if (left.isEmpty()) {
            return;
        }
        try (KafkaConsumer<byte[], byte[]> consumer = connection.consumer()) {
            consumer.assign(left.keySet());
            left.forEach((partition, stretch) -> consumer.seek(partition, stretch.from()));
            readAll(consumer, left, reader);
        } catch (OffsetOutOfRangeException gone) {
            throw gone;
        } catch (KafkaException failed) {
            throw new KafkaTrouble(
                    "reading the past failed: " + failed.getClass().getSimpleName());
        }
    }

    private static void readAll(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Stretch> left,
            Consumer<ConsumerRecord<byte[], byte[]>> reader)
            throws KafkaTrouble {
        long quietSince = System.nanoTime();
        while (!left.isEmpty()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                Stretch stretch = left.get(new TopicPartition(record.topic(), record.partition()));
                if (stretch != null && record.offset() < stretch.to()) {
                    reader.accept(record);
                }
            }
            boolean finished = left.entrySet()
                    .removeIf(entry -> consumer.position(entry.getKey())
                            >= entry.getValue().to());
            if (finished) {
                consumer.assign(left.keySet());
            }
            if (finished || !records.isEmpty()) {
                quietSince = System.nanoTime();
            } else if (System.nanoTime() - quietSince > PATIENCE.toNanos()) {
                throw new KafkaTrouble("reading the past does not get on");
            }
        }
    }
}
