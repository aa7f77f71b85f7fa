package dev.taskcast.kafka;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.events.RecordLimits;
import dev.taskcast.events.RecordParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private static final KafkaSettings SETTINGS = settings()
            .with("taskcast.kafka.topic", "tasks")
            .with("taskcast.kafka.dead-letter-topic", "dead")
            .with("taskcast.kafka.max-record-bytes", "1KiB")
            .kafka();
    private static final String GOOD = "{\"event_type\":\"task.updated\",\"user_id\":\"ada\",\"task\":{\"id\":1}}";

    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final FakeConnection kafka = new FakeConnection(records);
    private final DeadLetters letters = letters(SETTINGS);

    private DeadLetters letters(KafkaSettings settings) {
        return new DeadLetters(
                settings,
                kafka,
                new RecordParser(new RecordLimits(1024, 64, 10), InstantSource.system(), Duration.ofSeconds(10)),
                InstantSource.fixed(Instant.parse("2026-09-21T14:13:20Z")));
    }

    @Test
    void onlyUnusableRecordsAreCopied() {
        written(GOOD, "no json", GOOD, "{}");
        FakeProducer producer = producer();
        letters.copyWhatCame();
        assertThat(producer.history()).extracting(DeadLettersTest::value).containsExactly("no json", "{}");
        assertThat(letters.copiedTotal()).isEqualTo(2);
    }

    @Test
    void aKeyThatIsNotTheUserIsCopiedOnlyWhereProducersKeyByUser() {
        written(GOOD.replace("ada", "bob"));
        producer();
        letters.copyWhatCame();
        assertThat(letters.copiedTotal()).isZero();
        DeadLetters strict = letters(settings()
                .with("taskcast.kafka.topic", "tasks")
                .with("taskcast.kafka.dead-letter-topic", "dead")
                .with("taskcast.kafka.keyed-by-user", true)
                .kafka());
        written(GOOD, GOOD.replace("ada", "bob"));
        FakeProducer producer = producer();
        strict.copyWhatCame();
        assertThat(producer.history())
                .extracting(copy ->
                        new String(copy.headers().lastHeader("taskcast-reason").value(), StandardCharsets.UTF_8))
                .containsOnly("wrong_key");
        assertThat(strict.copiedTotal()).isPositive();
    }

    @Test
    void aCopyHasKeyValueHeadersAndSaysWhichRecordItIs() {
        written(GOOD);
        written("no json");
        records.get(1).headers().add("traceparent", bytes("00-1")).add("taskcast-offset", bytes("999"));
        FakeProducer producer = producer();
        letters.copyWhatCame();
        ProducerRecord<byte[], byte[]> copy = producer.history().get(0);
        assertThat(copy.topic()).isEqualTo("dead");
        assertThat(copy.key()).isEqualTo(bytes("ada"));
        assertThat(copy.partition()).isNull();
        List<String> headers = new ArrayList<>();
        for (Header header : copy.headers()) {
            headers.add(header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8));
        }
        assertThat(headers)
                .containsExactlyInAnyOrder(
                        "traceparent=00-1",
                        "taskcast-reason=not_json",
                        "taskcast-topic=tasks",
                        "taskcast-partition=0",
                        "taskcast-offset=1",
                        "taskcast-timestamp=1790000000000");
    }

    @Test
    void aTombstoneIsCopiedAsATombstone() {
        records.add(new ConsumerRecord<>("tasks", 0, 0, bytes("ada"), null));
        FakeProducer producer = producer();
        letters.copyWhatCame();
        assertThat(producer.history().get(0).value()).isNull();
    }

    @Test
    void aLetterThatCannotBeWrittenIsCopiedLater() {
        written("bad 0", "bad 1");
        producer().failure = new TopicAuthorizationException("dead");
        letters.copyWhatCame();
        assertThat(letters.copiedTotal()).isZero();
        FakeProducer allowed = producer();
        letters.copyWhatCame();
        assertThat(allowed.history()).extracting(DeadLettersTest::value).containsExactly("bad 0", "bad 1");
        assertThat(letters.copiedTotal()).isEqualTo(2);
    }

    @Test
    void repeatedFailuresAreTriedLessAndLessOften() {
        written("bad 0");
        Duration minute = Duration.ZERO;
        int turns = 0;
        for (; minute.compareTo(Duration.ofMinutes(1)) < 0; turns++) {
            producer().failure = new TopicAuthorizationException("dead");
            letters.copyWhatCame();
            minute = minute.plus(letters.pause());
        }
        // Each pause is a second plus a wait. The waits are 250 ms, 500 ms and so on, up to 10 s, by chance up to a
        // half
        // shorter.
        assertThat(turns).isBetween(8, 13);
        producer();
        letters.copyWhatCame();
        assertThat(letters.pause()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void clientsThatCannotBeClosedDoNotEndIt() {
        written("bad 0");
        kafka.closingFails = true;
        producer().failure = new TimeoutException("Topic dead not present in metadata");
        letters.copyWhatCame();
        producer();
        letters.copyWhatCame();
        assertThat(letters.copiedTotal()).isEqualTo(1);
    }

    @Test
    void aRecordThatTheTopicRefusesForWhatItIsIsCountedAndPassed() {
        written("bad 0");
        producer().failure = new RecordTooLargeException("of 5 bytes");
        letters.copyWhatCame();
        assertThat(letters.refusedTotal()).isEqualTo(1);
        assertThat(letters.copiedTotal()).isZero();
    }

    /**
     * One of two partitions has a letter that fails each time. The letters of the other partition, and the letters
     * after the failing one, are copied once.
     */
    @Test
    void aLetterThatFailsHoldsUpItsPartitionOnlyAndNothingIsCopiedAgain() {
        written("bad 0", "bad 1", "bad 2");
        records.add(new ConsumerRecord<>("tasks", 1, 0, bytes("bob"), bytes("bad of bob")));
        List<FakeProducer> turns = new ArrayList<>();
        for (int turn = 0; turn < 4; turn++) {
            FakeProducer producer = producer();
            producer.failing = turn < 3 ? "bad 1" : "";
            turns.add(producer);
            letters.copyWhatCame();
        }
        List<String> copies = turns.stream()
                .flatMap(producer -> producer.history().stream())
                .map(DeadLettersTest::value)
                .toList();
        assertThat(copies).containsExactlyInAnyOrder("bad 0", "bad 1", "bad 2", "bad of bob");
        assertThat(letters.copiedTotal()).isEqualTo(4);
    }

    @Test
    void afterAFailureThatNobodyThoughtOfNoLetterIsLost() {
        isCopiedAfter(new IllegalStateException("Producer is closed"));
    }

    @Test
    void afterAFullHeapNoLetterIsLost() {
        isCopiedAfter(new OutOfMemoryError("Java heap space"));
    }

    private void isCopiedAfter(Throwable defect) {
        written("bad 0", GOOD, "bad 1");
        producer().defect = defect;
        letters.copyWhatCame();
        FakeProducer allowed = producer();
        letters.copyWhatCame();
        assertThat(allowed.history()).extracting(DeadLettersTest::value).containsExactly("bad 0", "bad 1");
    }

    @Test
    void afterAFullHeapAPollTakesOneRecord() {
        written("bad 0");
        producer().defect = new OutOfMemoryError("Java heap space");
        letters.copyWhatCame();
        producer();
        letters.copyWhatCame();
        assertThat(kafka.mostRecords).containsExactly(500, 1);
    }

    @Test
    void aProducerThatCannotBeClosedDoesNotKeepTheConsumerOpen() {
        written("bad 0");
        FakeProducer broken = producer();
        broken.failure = new TimeoutException("Topic dead not present in metadata");
        broken.closeException = new KafkaException("Failed to close");
        letters.copyWhatCame();
        assertThat(kafka.open()).isZero();
    }

    @Test
    void whileTheTopicCannotBeWrittenOneCopyIsTriedInATurn() {
        written("bad 0", "bad 1", "bad 2");
        FakeProducer producer = producer();
        producer.failure = new TimeoutException("Topic dead not present in metadata");
        letters.copyWhatCame();
        assertThat(producer.sends).isEqualTo(1);
    }

    @Test
    void aBatchThatCannotBeReadIsPassedAfterThreeTries() {
        written("bad 0", "broken", "bad 2");
        kafka.unreadable = 0;
        for (int turn = 0; turn < 3; turn++) {
            producer();
            letters.copyWhatCame();
            assertThat(letters.copiedTotal()).isZero();
        }
        FakeProducer after = producer();
        letters.copyWhatCame();
        assertThat(after.history()).extracting(DeadLettersTest::value).containsExactly("broken", "bad 2");
    }

    private FakeProducer producer() {
        FakeProducer producer = new FakeProducer(true);
        kafka.producers.add(producer);
        return producer;
    }

    private void written(String... values) {
        for (String value : values) {
            records.add(new ConsumerRecord<>(
                    "tasks",
                    0,
                    records.size(),
                    1_790_000_000_000L,
                    TimestampType.CREATE_TIME,
                    3,
                    value.length(),
                    bytes("ada"),
                    bytes(value),
                    new RecordHeaders(),
                    Optional.empty()));
        }
    }

    private static String value(ProducerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
