package dev.taskcast.proof;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes directly to Kafka. All brokers acknowledge each event, and the idempotent producer keeps the order. */
final class KafkaWay implements Way {
    private static final int LARGE = 400_000;

    private final Ledger ledger;
    private final String brokers;
    private volatile KafkaProducer<String, byte[]> producer;

    KafkaWay(String brokers, Ledger ledger) {
        this.ledger = ledger;
        this.brokers = brokers;
        this.producer = producer();
    }

    private KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "acks",
                        "all",
                        "enable.idempotence",
                        true,
                        "linger.ms",
                        5,
                        "max.block.ms",
                        240_000,
                        "delivery.timeout.ms",
                        300_000,
                        "metadata.max.age.ms",
                        (int) World.METADATA_AGE.toMillis()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void publish(Series series, int number) {
        producer.send(record(series, number), (metadata, failed) -> {
            if (failed != null) {
                ledger.doubt(series.name(), number);
            }
        });
    }

    private static ProducerRecord<String, byte[]> record(Series series, int number) {
        Map<String, String> headers =
                switch (series.form()) {
                    case PLAIN -> Map.of();
                    case STRUCTURED -> Map.of("content-type", "application/cloudevents+json");
                    case BINARY ->
                        Map.of(
                                "ce_specversion", "1.0",
                                "ce_id", series.name() + "-" + number,
                                "ce_source", "/proof",
                                "ce_type", "task.updated",
                                "ce_taskcastuser", series.key());
                };
        String value =
                switch (series.form()) {
                    case PLAIN -> series.plain(number);
                    case STRUCTURED -> series.cloudEvent(number);
                    case BINARY -> series.task(number);
                };
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Cluster.TOPIC, series.key(), value.getBytes(StandardCharsets.UTF_8));
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    /** Writes a record that no gateway can use. */
    void poison(String key, byte[] value) {
        producer.send(new ProducerRecord<>(Cluster.TOPIC, key, value));
    }

    /** Replaces the producer. Nothing is published meanwhile. */
    void renew() {
        producer.close();
        producer = producer();
    }

    /** Writes one event for {@code user}, who has no device, and returns its partition. */
    TopicPartition write(String user, String title) throws InterruptedException, ExecutionException {
        byte[] value = ("{\"event_type\":\"task.updated\",\"user_id\":\"" + user + "\",\"task\":{\"id\":1,\"title\":\""
                        + title + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
        RecordMetadata written =
                producer.send(new ProducerRecord<>(Cluster.TOPIC, user, value)).get();
        return new TopicPartition(written.topic(), written.partition());
    }

    /** Publishes events that have {@code bytes} bytes together, for a user without a device. */
    void fill(int bytes) {
        byte[] value = ("{\"event_type\":\"task.updated\",\"user_id\":\"nobody\",\"task\":{\"id\":1,\"title\":\""
                        + "x".repeat(LARGE) + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
        for (int sent = 0; sent < bytes; sent += LARGE) {
            producer.send(new ProducerRecord<>(Cluster.TOPIC, "nobody", value));
        }
    }

    @Override
    public void settle() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
