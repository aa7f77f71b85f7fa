package dev.taskcast.kafka;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.events.OutgoingRecord;
import dev.taskcast.events.UnusableRecordException.Reason;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class KafkaDroppedEventsTest {
    private static final OutgoingRecord EVENT =
            new OutgoingRecord(Optional.empty(), new byte[] {1}, Map.of("taskcast-via", "dapr"));

    private final FakeProducer producer = new FakeProducer(true);
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private Optional<String> trouble = Optional.empty();
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void anEventIsKeptAsItCameWithTheReason() {
        dropped(Optional.of("dead")).keep(EVENT, Reason.NOT_JSON);
        ProducerRecord<byte[], byte[]> letter = producer.history().get(0);
        assertThat(letter.topic()).isEqualTo("dead");
        assertThat(letter.value()).isEqualTo(EVENT.value());
        assertThat(header(letter, "taskcast-reason")).isEqualTo("not_json");
        assertThat(header(letter, "taskcast-via")).isEqualTo("dapr");
        assertThat(count("kept")).isEqualTo(1);
    }

    @Test
    void anEventThatCannotBeKeptIsCounted() {
        dropped(Optional.empty()).keep(EVENT, Reason.NOT_JSON);
        assertThat(count("lost")).isEqualTo(1);
    }

    @Test
    void nothingIsTriedWhileKafkaIsKnownToBeAway() {
        trouble = Optional.of("no broker answers");
        dropped(Optional.of("dead")).keep(EVENT, Reason.NOT_JSON);
        assertThat(producer.sends).isZero();
        assertThat(count("lost")).isEqualTo(1);
    }

    @Test
    void anEventThatTheDeadLetterTopicRefusesIsCounted() {
        producer.failure = new RecordTooLargeException("too large");
        dropped(Optional.of("dead")).keep(EVENT, Reason.TOO_LARGE);
        assertThat(count("lost")).isEqualTo(1);
        assertThat(count("kept")).isZero();
    }

    /** Each try could block its request for five seconds. */
    @Test
    void afterAWriteThatFailedNoWriteIsTriedForAWhile() {
        producer.failure = new TimeoutException("Topic dead not present in metadata");
        KafkaDroppedEvents dropped = dropped(Optional.of("dead"));
        dropped.keep(EVENT, Reason.NOT_JSON);
        producer.failure = null;
        dropped.keep(EVENT, Reason.NOT_JSON);
        assertThat(producer.sends).isEqualTo(1);
        assertThat(count("lost")).isEqualTo(2);
        now = now.plusSeconds(31);
        dropped.keep(EVENT, Reason.NOT_JSON);
        assertThat(count("kept")).isEqualTo(1);
    }

    @Test
    void anEventThatIsRefusedForWhatItIsHoldsUpNoOther() {
        producer.failure = new RecordTooLargeException("too large");
        KafkaDroppedEvents dropped = dropped(Optional.of("dead"));
        dropped.keep(EVENT, Reason.TOO_LARGE);
        producer.failure = null;
        dropped.keep(EVENT, Reason.NOT_JSON);
        assertThat(count("kept")).isEqualTo(1);
    }

    private KafkaDroppedEvents dropped(Optional<String> topic) {
        KafkaSettings settings = settings()
                .with("taskcast.kafka.topic", "tasks")
                .with("taskcast.kafka.dead-letter-topic", topic.orElse(""))
                .kafka();
        KafkaConnection connection = new KafkaConnection(null, Clock.systemUTC()) {
            @Override
            Producer<byte[], byte[]> copier() {
                return producer;
            }
        };
        return new KafkaDroppedEvents(settings, connection, () -> trouble, metrics, () -> now);
    }

    private double count(String outcome) {
        return metrics.scrape().stream()
                .filter(CounterSnapshot.class::isInstance)
                .flatMap(counter -> ((CounterSnapshot) counter).getDataPoints().stream())
                .filter(point -> outcome.equals(point.getLabels().get("outcome")))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
