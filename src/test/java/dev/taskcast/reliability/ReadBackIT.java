package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.TopicIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/**
 * A replica that starts reads the past in the order of time. The partition of a user with large events does not push
 * the newer events of other users out of the window.
 */
@Scenario
class ReadBackIT {
    private static final String TOPIC = "read-back";
    private static final int LARGE = 1_000;
    private static final int SMALL = 300;
    private static final int PADDING = 40_000;
    /** The large events have five times as many bytes. */
    private static final Map<String, String> SETTINGS =
            Map.of("TASKCAST_KAFKA_TOPIC", TOPIC, "TASKCAST_WINDOW_MAX_BYTES", "8388608");

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    @Test
    void anEventStaysInTheWindowAlthoughOlderEventsOfAnotherPartitionAreLarge() throws Exception {
        Ring ring = Ring.get();
        String topic;
        try (Topics topics = new Topics(ring.broker().address())) {
            topics.create(TOPIC, 2);
            topic = topics.id(TOPIC);
        }
        Instant start = Instant.now();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", ring.broker().address()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < LARGE; i++) {
                producer.send(event(0, start.minusSeconds(600), "large", "x".repeat(PADDING)));
            }
            for (int i = 0; i < SMALL; i++) {
                producer.send(event(1, start.minusSeconds(SMALL - i), "small", "x"));
            }
        }
        String cursor = new Cursor(TopicIdentity.of(topic), new long[] {LARGE, 0}).encode();
        try (Replica replica = ring.replica("read-back", SETTINGS).start().awaitReady();
                Crowd crowd = new Crowd(replica.socket())) {
            assertThat(replica.metric("taskcast_window_evicted_for_space_total"))
                    .isPositive();
            crowd.connect(ring.tokens().of("small"), cursor);
            assertThat(crowd.readAll(SMALL, DEADLINE)).isOne();
        }
    }

    private static ProducerRecord<byte[], byte[]> event(int partition, Instant time, String user, String padding) {
        String json =
                "{\"event_type\":\"task.updated\",\"user_id\":\"" + user + "\",\"task\":{\"id\":\"" + padding + "\"}}";
        return new ProducerRecord<>(TOPIC, partition, time.toEpochMilli(), null, json.getBytes(StandardCharsets.UTF_8));
    }
}
