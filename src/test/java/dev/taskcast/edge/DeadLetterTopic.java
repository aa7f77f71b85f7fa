package dev.taskcast.edge;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The dead-letter topic as an operator reads it, from now on. */
final class DeadLetterTopic implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final TopicPartition ONLY = new TopicPartition("task-updates-dlq", 0);

    private final KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
            Map.of("bootstrap.servers", Gateway.brokers(), "enable.auto.commit", false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    private final List<ConsumerRecord<byte[], byte[]>> copies = new ArrayList<>();

    /** Returns once the gateway copies unusable records: at its first start it begins at the end. */
    DeadLetterTopic() {
        consumer.assign(List.of(ONLY));
        consumer.seekToEnd(List.of(ONLY));
        consumer.position(ONLY);
        await(
                () -> {
                    RecordMetadata probe = Topic.publish("?");
                    read();
                    return !copiesSince(0).isEmpty() && probe.hasOffset();
                },
                "a first copy");
    }

    /** The copies of records of partition 0 from {@code offset} on, in the order in which they were copied. */
    List<ConsumerRecord<byte[], byte[]>> copiesSince(long offset) {
        return copies.stream()
                .filter(copy -> header(copy, "taskcast-partition").equals("0"))
                .filter(copy -> Long.parseLong(header(copy, "taskcast-offset")) >= offset)
                .toList();
    }

    /** The copy of {@code record}, once it is there. */
    ConsumerRecord<byte[], byte[]> copyOf(RecordMetadata record) {
        await(() -> !find(record).isEmpty(), "the copy of " + record);
        return find(record).get(0);
    }

    /** Reads on until {@code condition} holds. */
    void await(Callable<Boolean> condition, String description) {
        Await.until(
                PATIENCE,
                () -> {
                    read();
                    return condition.call();
                },
                description);
    }

    static String header(ConsumerRecord<byte[], byte[]> copy, String name) {
        return new String(copy.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private List<ConsumerRecord<byte[], byte[]>> find(RecordMetadata record) {
        String offset = Long.toString(record.offset());
        return copiesSince(record.offset()).stream()
                .filter(copy -> header(copy, "taskcast-offset").equals(offset))
                .toList();
    }

    private void read() {
        consumer.poll(Duration.ofMillis(50)).forEach(copies::add);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
