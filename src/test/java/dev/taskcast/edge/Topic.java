package dev.taskcast.edge;

import dev.taskcast.harness.Gateway;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic that backends write to. Everything goes to its first partition, so the order is the order of the calls. */
final class Topic {
    private static final KafkaProducer<byte[], byte[]> PRODUCER = new KafkaProducer<>(
            Map.of("bootstrap.servers", Gateway.brokers(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    private Topic() {}

    /** Writes {@code json} with {@code headers} and waits until Kafka has it. */
    static RecordMetadata publish(String json, Header... headers) throws Exception {
        byte[] value = json.getBytes(StandardCharsets.UTF_8);
        return PRODUCER.send(new ProducerRecord<>("task-updates", 0, null, null, value, List.of(headers)))
                .get();
    }

    static RecordMetadata publish(byte[] value) throws Exception {
        return PRODUCER.send(new ProducerRecord<>("task-updates", 0, (byte[]) null, value))
                .get();
    }

    /** Writes a {@code task.updated} of {@code user}. */
    static RecordMetadata update(String user, String task) throws Exception {
        return publish(event("task.updated", "\"user_id\":\"" + user + "\"", task));
    }

    /** Begins to write {@code count} events of {@code user}, whose tasks have the ids 1, 2, 3, … */
    static CompletableFuture<Void> updates(String user, int count) {
        return CompletableFuture.runAsync(() -> {
            try {
                for (int i = 1; i <= count; i++) {
                    update(user, "{\"id\":" + i + "}");
                }
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
    }

    static String event(String type, String address, String task) {
        return "{\"event_type\":\"" + type + "\"," + address + ",\"task\":" + task + "}";
    }
}
