package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A topic of one partition in memory: it can be cut off, and be replaced. */
final class FakeTopic extends TopicInspector {
    static final KafkaSettings SETTINGS = new KafkaSettings(
            "task-updates",
            Optional.empty(),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            1 << 20,
            64,
            1_000);

    static final TopicPartition PARTITION = new TopicPartition(SETTINGS.topic(), 0);

    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private String id = "first";
    private int answered = -1;
    private boolean grown;

    FakeTopic() {
        super(null, SETTINGS);
    }

    /** Adds a CloudEvent with this {@code name} for {@code ada}. */
    ConsumerRecord<byte[], byte[]> publish(String name) {
        String event = "{\"specversion\":\"1.0\",\"id\":\"" + name + "\",\"source\":\"test\",\"type\":\"task.updated\","
                + "\"subject\":\"ada\",\"data\":{\"id\":\"" + name + "\"}}";
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(SETTINGS.topic(), 0, records.size(), null, event.getBytes(StandardCharsets.UTF_8));
        records.add(record);
        return record;
    }

    /** Loses all records from {@code end} on. */
    void cutOff(int end) {
        records.subList(end, records.size()).clear();
    }

    /** Deletes the topic and makes it again. */
    void replace() {
        records.clear();
        id += " again";
    }

    /** Adds a partition, which stays empty. */
    void grow() {
        grown = true;
    }

    /** Tells {@code end} as the end, whatever it is. */
    void answers(int end) {
        answered = end;
    }

    void answersTruly() {
        answered = -1;
    }

    @Override
    Topic inspect() {
        long end = answered < 0 ? records.size() : answered;
        return new Topic(id, grown ? new long[] {end, 0} : new long[] {end});
    }

    @Override
    long[] offsetsAt(Topic topic, Instant time) {
        return new long[1];
    }

    /** What a reader at {@code place} gets: at most {@code most} records. */
    TopicBatch after(Completeness.Place place, int most) {
        int from = (int) place.next()[0];
        List<ConsumerRecord<byte[], byte[]>> read =
                records.stream().skip(from).limit(most).toList();
        return new TopicBatch(
                place.generation(),
                new ConsumerRecords<>(
                        Map.of(PARTITION, read), Map.of(PARTITION, new OffsetAndMetadata(from + read.size()))));
    }
}
