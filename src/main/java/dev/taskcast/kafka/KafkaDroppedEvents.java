package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.events.DroppedEvents;
import dev.taskcast.events.OutgoingRecord;
import dev.taskcast.events.UnusableRecordException.Reason;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Writes dropped events into the dead-letter topic, if one is configured.
 *
 * <p>Dropped events were never in the task topic, so {@link DeadLetters} cannot copy them and they have no position in
 * it. Of our headers they have {@code taskcast-reason} and {@code taskcast-via}. Nothing waits for the write, and
 * failed writes are counted. A send can block its thread for seconds. So nothing is sent while Kafka is known to be in
 * trouble, or for half a minute after a failed write. A missing topic also makes writes fail.
 */
@Singleton
final class KafkaDroppedEvents implements DroppedEvents {
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Optional<String> topic;
    private final KafkaConnection connection;
    private final Supplier<Optional<String>> trouble;
    private final Counter counter;
    private final InstantSource clock;
    private volatile Instant failedAt = Instant.MIN;
    private Producer<byte[], byte[]> producer;

    @Inject
    KafkaDroppedEvents(
            KafkaSettings settings,
            KafkaConnection connection,
            TopicWatch watch,
            PrometheusRegistry metrics,
            InstantSource clock) {
        this(settings, connection, watch::trouble, metrics, clock);
    }

    KafkaDroppedEvents(
            KafkaSettings settings,
            KafkaConnection connection,
            Supplier<Optional<String>> trouble,
            PrometheusRegistry metrics,
            InstantSource clock) {
        this.topic = settings.deadLetterTopic();
        this.connection = connection;
        this.trouble = trouble;
        this.clock = clock;
        this.counter = Counter.builder()
                .name("taskcast_dropped_events")
                .help("Events that were submitted and dropped, by whether the dead-letter topic has them")
                .labelNames("outcome")
                .register(metrics);
        counter.initLabelValues("kept");
        counter.initLabelValues("lost");
    }

    /** Created at the start, so that its counter exists before the first delivery of a sidecar. */
    void begin(@Observes Startup event) {}

    @Override
    public void keep(OutgoingRecord event, Reason reason) {
        if (topic.isEmpty() || trouble.get().isPresent() || hasJustFailed()) {
            count(false);
            return;
        }
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(topic.get(), event.value());
        event.headers().forEach((name, value) -> letter.headers().add(name, bytes(value)));
        letter.headers().add("taskcast-reason", bytes(reason.name().toLowerCase(Locale.ROOT)));
        try {
            producer().send(letter, (metadata, failure) -> written(failure));
        } catch (KafkaException | IllegalStateException failed) {
            written(failed);
        }
    }

    private void written(Exception failure) {
        count(failure == null);
        if (failure != null && !LetterCopies.isAboutTheRecord(failure)) {
            failedAt = clock.instant();
        }
    }

    /** Whether a write failed within the pause. A clock that is set back ends the pause. */
    private boolean hasJustFailed() {
        Instant now = clock.instant();
        Instant failed = failedAt;
        return !now.isBefore(failed) && now.minus(PAUSE).isBefore(failed);
    }

    @Override
    public void lose() {
        count(false);
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) {
            producer.close(KafkaConnection.FAREWELL);
        }
    }

    private void count(boolean kept) {
        counter.labelValues(kept ? "kept" : "lost").inc();
    }

    private synchronized Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = connection.copier();
        }
        return producer;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
