package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.events.OutgoingRecord;
import dev.taskcast.events.Publisher;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.events.UnusableRecordException.Reason;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.Collector;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Writes to the topic idempotently; all in-sync replicas of the partition acknowledge each record.
 *
 * <p>It has its own producer instead of an outgoing channel, because the connector's acknowledgement does not tell the
 * record's offset. The producer is created at first use, since most gateways only read.
 *
 * <p>While Kafka is known to be in trouble, nothing is sent. A send without metadata blocks its thread for seconds, and
 * with enough blocked threads the server could not answer its probes.
 */
@Singleton
final class KafkaPublisher implements Publisher {
    private final KafkaSettings settings;
    private final KafkaConnection connection;
    private final Supplier<Optional<String>> trouble;
    private final Histogram times = Histogram.builder()
            .name("taskcast_produce_seconds")
            .help("Time from passing an event to Kafka's client until the broker's answer, by outcome")
            .labelNames("outcome")
            .classicUpperBounds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
            .build();
    private Producer<byte[], byte[]> producer;

    @Inject
    KafkaPublisher(KafkaSettings settings, KafkaConnection connection, TopicWatch watch) {
        this(settings, connection, watch::trouble);
    }

    KafkaPublisher(KafkaSettings settings, KafkaConnection connection, Supplier<Optional<String>> trouble) {
        this.settings = settings;
        this.connection = connection;
        this.trouble = trouble;
        List.of("acknowledged", "refused", "failed").forEach(times::initLabelValues);
    }

    @Override
    public CompletionStage<List<Receipt>> publish(List<OutgoingRecord> records) {
        Optional<String> reason = trouble.get();
        if (reason.isPresent()) {
            return CompletableFuture.failedStage(new KafkaTrouble(reason.get()));
        }
        List<CompletableFuture<Receipt>> written = new ArrayList<>();
        for (OutgoingRecord outgoing : records) {
            CompletableFuture<Receipt> receipt = write(outgoing);
            written.add(receipt);
            if (receipt.isCompletedExceptionally()) {
                break; // Every further send could block as long as this send.
            }
        }
        return CompletableFuture.allOf(written.toArray(CompletableFuture[]::new))
                .thenApply(done -> written.stream().map(CompletableFuture::join).toList());
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) {
            producer.close(KafkaConnection.FAREWELL);
        }
    }

    private CompletableFuture<Receipt> write(OutgoingRecord outgoing) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        byte[] key = outgoing.key().map(KafkaPublisher::bytes).orElse(null);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic(outgoing), key, outgoing.value());
        outgoing.headers().forEach((name, value) -> record.headers().add(name, bytes(value)));
        long begun = System.nanoTime();
        producer().send(record, (metadata, failure) -> {
            double seconds = (System.nanoTime() - begun) / 1e9;
            if (failure == null) {
                times.labelValues("acknowledged").observe(seconds);
                receipt.complete(new Receipt(metadata.partition(), metadata.offset()));
            } else {
                Throwable reason = explained(failure);
                times.labelValues(reason == failure ? "failed" : "refused").observe(seconds);
                receipt.completeExceptionally(reason);
            }
        });
        return receipt;
    }

    /** How long events took from the send to the broker's answer. */
    Collector times() {
        return times;
    }

    private String topic(OutgoingRecord outgoing) {
        return settings.controlTopic().filter(any -> outgoing.isRevocation()).orElse(settings.topic());
    }

    /**
     * A record that the topic refuses for its content or size is refused each time. All other failures may pass: the
     * broker comes back, a right is granted, the topic is created, a clock is set.
     */
    private static Throwable explained(Exception failure) {
        if (failure instanceof RecordTooLargeException || failure instanceof RecordBatchTooLargeException) {
            return new UnusableRecordException(Reason.TOO_LARGE, "event: larger than the topic accepts");
        }
        if (failure instanceof InvalidRecordException) {
            return new UnusableRecordException(Reason.BAD_ENVELOPE, "event: the topic does not accept it");
        }
        return failure;
    }

    private synchronized Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = connection.producer();
        }
        return producer;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
