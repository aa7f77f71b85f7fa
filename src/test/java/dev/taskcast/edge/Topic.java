package dev.taskcast.edge;

import dev.taskcast.harness.Gateway;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic that backends write to. Everything goes to its first partition: the order is the order of the calls. */
final class Topic implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", Gateway.brokers(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    /** Writes {@code json} and waits until Kafka has it. */
    RecordMetadata publish(String json) throws Exception {
        return publish(json.getBytes(StandardCharsets.UTF_8));
    }

    RecordMetadata publish(byte[] value) throws Exception {
        return producer.send(new ProducerRecord<>("task-updates", 0, null, value))
                .get();
    }

    /** Writes a {@code task.updated} of {@code user}. */
    RecordMetadata update(String user, String task) throws Exception {
        return publish(event("task.updated", "\"user_id\":\"" + user + "\"", task));
    }

    static String event(String type, String address, String task) {
        return "{\"event_type\":\"" + type + "\"," + address + ",\"task\":" + task + "}";
    }

    @Override
    public void close() {
        producer.close();
    }
}
