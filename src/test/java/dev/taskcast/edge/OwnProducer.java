package dev.taskcast.edge;

import dev.taskcast.harness.Gateway;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer with its own settings that writes to the first partition, like {@link Topic}. */
final class OwnProducer implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;

    OwnProducer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", Gateway.brokers());
        all.put("acks", "all");
        producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A producer that writes in transactions. */
    static OwnProducer transactional(String id) {
        OwnProducer transactional = new OwnProducer(Map.of("transactional.id", id));
        transactional.producer.initTransactions();
        return transactional;
    }

    void begin() {
        producer.beginTransaction();
    }

    void commit() {
        producer.commitTransaction();
    }

    void abort() {
        producer.abortTransaction();
    }

    /** Writes {@code json} and waits until Kafka has it. */
    RecordMetadata publish(String json) throws Exception {
        return producer.send(record(json.getBytes(StandardCharsets.UTF_8))).get();
    }

    /** The same to another partition. */
    void publishElsewhere(String json) throws Exception {
        producer.send(new ProducerRecord<>("task-updates", 1, null, json.getBytes(StandardCharsets.UTF_8)))
                .get();
    }

    /** Sends {@code value} asynchronously; {@link #flush} waits. */
    void send(byte[] value) {
        producer.send(record(value));
    }

    void flush() {
        producer.flush();
    }

    private static ProducerRecord<byte[], byte[]> record(byte[] value) {
        return new ProducerRecord<>("task-updates", 0, null, value);
    }

    @Override
    public void close() {
        producer.close();
    }
}
