package dev.taskcast.kafka;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.events.OutgoingRecord;
import dev.taskcast.events.Publisher.Receipt;
import dev.taskcast.events.UnusableRecordException;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class KafkaPublisherTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final KafkaSettings SETTINGS =
            settings().with("taskcast.kafka.topic", "tasks").kafka();
    private static final OutgoingRecord RECORD =
            new OutgoingRecord(Optional.of("ada"), new byte[] {1}, Map.of("a", "b"));

    private final FakeProducer producer = new FakeProducer(false);
    private Optional<String> trouble = Optional.empty();
    private final KafkaPublisher publisher = new KafkaPublisher(SETTINGS, producer.connection(), () -> trouble);

    @Test
    void theAnswerWaitsForEveryAcknowledgement() {
        CompletableFuture<List<Receipt>> answer = publish(2);
        producer.completeNext();
        assertThat(answer).isNotDone();
        producer.completeNext();
        assertThat(answer).isCompletedWithValue(List.of(new Receipt(0, 0), new Receipt(0, 1)));
    }

    /** A send that knows no broker blocks for seconds. It must not block for each record of a request. */
    @Test
    void aBatchWaitsForTheBrokerAtMostOnce() {
        producer.failure = new TimeoutException("Topic not present in metadata");
        assertThat(publish(500)).isCompletedExceptionally();
        assertThat(producer.sends).isEqualTo(1);
    }

    @Test
    void nothingIsTriedWhileKafkaIsKnownToBeAway() {
        trouble = Optional.of("no broker answers");
        assertThat(publish(1)).isCompletedExceptionally();
        assertThat(producer.sends).isZero();
    }

    @Test
    void permanentRefusalsOfTheTopicAreDistinguishedFromTemporaryOnes() {
        for (ApiException never : List.of(
                new RecordTooLargeException("too large"),
                new RecordBatchTooLargeException("too large"),
                new InvalidRecordException("no key"))) {
            producer.failure = never;
            assertThat(publish(1))
                    .failsWithin(SECOND)
                    .withThrowableThat()
                    .withCauseInstanceOf(UnusableRecordException.class);
        }
        for (ApiException passing : List.of(
                new TimeoutException("no broker"),
                new NotEnoughReplicasException("one of two"),
                new TopicAuthorizationException("not yet"),
                new InvalidTimestampException("a clock"),
                new OutOfOrderSequenceException("again"))) {
            producer.failure = passing;
            assertThat(publish(1)).failsWithin(SECOND).withThrowableThat().withCause(passing);
        }
    }

    @Test
    void onlyRevocationsGoToTheTopicThatTheyHaveForThemselves() {
        KafkaSettings apart = settings()
                .with("taskcast.kafka.topic", "tasks")
                .with("taskcast.kafka.control-topic", "control")
                .kafka();
        OutgoingRecord revocation = new OutgoingRecord(Optional.of("ada"), new byte[] {2}, Map.of(), true);
        for (KafkaSettings settings : List.of(SETTINGS, apart)) {
            new KafkaPublisher(settings, producer.connection(), () -> trouble).publish(List.of(RECORD, revocation));
        }
        assertThat(producer.history().stream().map(ProducerRecord::topic))
                .containsExactly("tasks", "tasks", "tasks", "control");
    }

    @Test
    void theTimeOfEachAnswerCountsByWhatItWas() {
        publish(2);
        producer.completeNext();
        assertThat(answers()).containsEntry("acknowledged", 1L).containsEntry("failed", 0L);
        producer.failure = new RecordTooLargeException("too large");
        publish(1);
        producer.failure = new TimeoutException("no broker");
        publish(1);
        assertThat(answers()).isEqualTo(Map.of("acknowledged", 1L, "refused", 1L, "failed", 1L));
    }

    private Map<String, Long> answers() {
        return ((HistogramSnapshot) publisher.times().collect())
                .getDataPoints().stream()
                        .collect(Collectors.toMap(
                                point -> point.getLabels().get("outcome"), HistogramDataPointSnapshot::getCount));
    }

    private CompletableFuture<List<Receipt>> publish(int records) {
        return publisher.publish(Collections.nCopies(records, RECORD)).toCompletableFuture();
    }
}
