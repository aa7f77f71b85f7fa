package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A topic of one partition in memory: it can be cut off, be replaced, and fail in the middle of a read. */
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

    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private String id = "first";
    private int answered = -1;
    private int failsAfter = Integer.MAX_VALUE;

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

    /** Tells {@code end} as the end, whatever it is. */
    void answers(int end) {
        answered = end;
    }

    void answersTruly() {
        answered = -1;
    }

    /** Lets every read fail after so many records. */
    void failsAfter(int number) {
        failsAfter = number;
    }

    @Override
    Topic inspect() {
        return new Topic(id, new long[] {answered < 0 ? records.size() : answered});
    }

    @Override
    long[] offsetsAt(Topic topic, Instant time) {
        return new long[1];
    }

    /** What reads around the channel. */
    PastReader reader() {
        return new PastReader(null, SETTINGS) {
            @Override
            void read(Map<Integer, Stretch> stretches, Consumer<ConsumerRecord<byte[], byte[]>> reader)
                    throws KafkaTrouble {
                Stretch stretch = stretches.get(0);
                int read = 0;
                for (long offset = stretch.from(); offset < stretch.to(); offset++) {
                    if (read++ == failsAfter) {
                        throw new KafkaTrouble("reading the past does not get on");
                    }
                    reader.accept(records.get((int) offset));
                }
            }
        };
    }
}
