package dev.taskcast.bench;

import dev.taskcast.harness.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A backend that publishes to Kafka, keyed by user. */
final class KafkaFeed extends Feed {
    private static final String TOPIC = "task-updates";

    private static final int CALM_MS = 10;

    private final KafkaProducer<byte[], byte[]> prompt;
    private final KafkaProducer<byte[], byte[]> calm;
    private KafkaProducer<byte[], byte[]> producer;

    /**
     * Creates two producers. The records of the prompt one do not wait for others, because a wait would hide the
     * servers' differences; batches form while requests are open. The records of the calm one wait, because the broker
     * shares its core with the load client, and must not be the limit.
     */
    KafkaFeed(String brokers) {
        prompt = producer(brokers, 0, 64 << 10);
        calm = producer(brokers, CALM_MS, 256 << 10);
        producer = prompt;
    }

    private static KafkaProducer<byte[], byte[]> producer(String brokers, int lingerMs, int batch) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "linger.ms", lingerMs, "acks", "1", "batch.size", batch),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Makes {@code broker} create its topic for consumer groups, for which kafkajs does not wait. */
    static KafkaBroker readyForGroups(KafkaBroker broker) {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.address(), "group.id", "first");
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        try (KafkaConsumer<byte[], byte[]> first = new KafkaConsumer<>(settings, bytes, bytes)) {
            first.subscribe(List.of(TOPIC));
            while (first.assignment().isEmpty()) {
                first.poll(Duration.ofMillis(100));
            }
        }
        return broker;
    }

    @Override
    void calm(boolean wanted) {
        // The records of the other producer come first.
        producer.flush();
        producer = wanted ? calm : prompt;
    }

    @Override
    void send(int user, long number, long sent) {
        byte[] key = user == Event.EVERYONE ? null : Event.name(user).getBytes(StandardCharsets.US_ASCII);
        producer.send(new ProducerRecord<>(TOPIC, key, Event.record(user, number, sent)));
    }

    /**
     * Writes an event for all users at the end of each partition, waits for all records, and returns the number of
     * partitions.
     */
    int markEnd() {
        int partitions = producer.partitionsFor(TOPIC).size();
        for (int partition = 0; partition < partitions; partition++) {
            byte[] value = Event.record(Event.EVERYONE, 1, Clock.micros());
            producer.send(new ProducerRecord<>(TOPIC, partition, null, value));
        }
        producer.flush();
        return partitions;
    }

    @Override
    public void close() {
        prompt.close();
        calm.close();
    }
}
