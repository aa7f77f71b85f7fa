package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.kafka.LogWriter.NextRead;
import dev.taskcast.log.Gap;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Epochs;
import dev.taskcast.wire.TopicIdentity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** Reading continues from the log's offsets, after every failure that Kafka's client reports. */
class TopicConsumerTest {
    private static final long[] NO_PAST = {};
    private static final TopicPartition PARTITION = FakeTopic.PARTITION;

    private final Deque<MockConsumer<byte[], byte[]>> consumers = new ArrayDeque<>();
    private final List<String> troubles = new ArrayList<>();
    private final FakePlace log = new FakePlace();
    private volatile Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final TopicConsumer reader = new TopicConsumer(
            new KafkaConnection(null, Clock.systemUTC()) {
                @Override
                Consumer<byte[], byte[]> consumer(Values values, int records) {
                    troubles.add(trouble());
                    return consumers.remove();
                }
            },
            FakeTopic.SETTINGS,
            FakeTopic.WINDOW,
            log,
            () -> now);

    @Test
    void itReadsFromTheLogsPlace() throws Exception {
        log.next = nextRead(7, 2);
        consumer(0, 1, 2, 3);
        TopicBatch batch = reader.read().orElseThrow();
        assertThat(batch.generation()).isEqualTo(7);
        assertThat(offsets(batch)).containsExactly(2L, 3L);
    }

    @Test
    void aNewGenerationMovesTheReaderToItsPosition() throws Exception {
        log.next = nextRead(1, 3);
        MockConsumer<byte[], byte[]> consumer = consumer(3);
        reader.read();
        log.next = nextRead(2, 1, 0);
        add(consumer, 1);
        TopicBatch batch = reader.read().orElseThrow();
        assertThat(batch.generation()).isEqualTo(2);
        assertThat(offsets(batch)).containsExactly(1L);
        assertThat(consumer.assignment()).containsExactlyInAnyOrder(PARTITION, new TopicPartition("task-updates", 1));
    }

    @Test
    void afterADeletionItTellsTheLogWhereTheRestBegins() throws Exception {
        log.next = nextRead(1, 2);
        MockConsumer<byte[], byte[]> consumer = consumer(4);
        consumer.updateBeginningOffsets(Map.of(PARTITION, 4L));
        consumer.setPollException(new OffsetOutOfRangeException(Map.of(PARTITION, 2L)));
        assertThat(offsets(reader.read().orElseThrow())).containsExactly(4L);
        assertThat(log.told).containsExactly("1: " + Map.of(0, Gap.before(4)));
    }

    @Test
    void anOffsetBeyondTheEndIsLeftToTheWatch() throws Exception {
        log.next = nextRead(1, 5);
        MockConsumer<byte[], byte[]> consumer = consumer(3);
        consumer.setPollException(new OffsetOutOfRangeException(Map.of(PARTITION, 5L)));
        consumer.schedulePollTask(() -> {});
        consumer.schedulePollTask(() -> log.next = nextRead(2, 3));
        assertThat(offsets(reader.read().orElseThrow())).containsExactly(3L);
        assertThat(log.told).isEmpty();
        assertThat(reader.trouble()).isEmpty();
    }

    @Test
    void itTellsTheLogFromWhereOnKafkaHasLostRecords() throws Exception {
        log.next = nextRead(1, 5);
        MockConsumer<byte[], byte[]> consumer = consumer(3);
        consumer.setPollException(
                new LogTruncationException(Map.of(PARTITION, 5L), Map.of(PARTITION, new OffsetAndMetadata(3))));
        assertThat(offsets(reader.read().orElseThrow())).containsExactly(3L);
        assertThat(log.told).containsExactly("1: " + Map.of(0, Gap.behind(3)));
    }

    @Test
    void aClientThatFailsIsReplacedAndItsTroubleToldUntilTheNextOneReads() throws Exception {
        log.next = nextRead(1, 0);
        MockConsumer<byte[], byte[]> broken = consumer();
        broken.setPollException(new TopicAuthorizationException("task-updates"));
        consumer(0);
        assertThat(offsets(reader.read().orElseThrow())).containsExactly(0L);
        assertThat(broken.closed()).isTrue();
        assertThat(troubles).containsExactly("", "reading failed: the broker's access control refuses it");
        assertThat(reader.trouble()).isEmpty();
    }

    /** A restarting broker is gone for a moment. Only repeated failures slow the tries down. */
    @Test
    void afterAFailureAmongRecordsItReadsOnImmediately() throws Exception {
        log.next = nextRead(1, 0);
        MockConsumer<byte[], byte[]> reading = consumer(0);
        reader.read();
        Duration shortest = Duration.ofDays(1);
        for (int i = 0; i < 5; i++) {
            reading.setPollException(new TopicAuthorizationException("task-updates"));
            reading = consumer(0);
            long begin = System.nanoTime();
            reader.read();
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            shortest = took.compareTo(shortest) < 0 ? took : shortest;
        }
        assertThat(shortest).isLessThan(Duration.ofMillis(400));
    }

    /** Each try logs in to the broker again, which costs the broker time. */
    @Test
    void repeatedFailuresAreTriedLessAndLessOften() {
        log.next = nextRead(1, 0);
        AtomicInteger tries = new AtomicInteger();
        TopicConsumer failing = new TopicConsumer(
                new KafkaConnection(null, Clock.systemUTC()) {
                    @Override
                    Consumer<byte[], byte[]> consumer(Values values, int records) {
                        tries.incrementAndGet();
                        throw new KafkaException("Failed to construct kafka consumer");
                    }
                },
                FakeTopic.SETTINGS,
                FakeTopic.WINDOW,
                log,
                Clock.systemUTC());
        Thread thread = new Thread(failing::answer);
        thread.start();
        failing.next();
        Await.until(Duration.ofSeconds(20), () -> tries.get() > 0, "the first try");
        Instant end = Instant.now().plusSeconds(2);
        Await.until(Duration.ofSeconds(20), () -> Instant.now().isAfter(end), "the end of two seconds");
        failing.stop();
        // The waits are 250 ms, 500 ms and 1 s, each by chance up to a half shorter.
        assertThat(tries).hasValueBetween(3, 6);
    }

    /** Three failures in a row make it look for unreadable records, with more clients. */
    @Test
    void itReadsOnWhenThereWasNoMemoryForTheRecovery() throws Exception {
        log.next = nextRead(1, 0);
        AtomicInteger clients = new AtomicInteger();
        TopicConsumer reading = new TopicConsumer(
                new KafkaConnection(null, Clock.systemUTC()) {
                    @Override
                    Consumer<byte[], byte[]> consumer(Values values, int records) {
                        if (clients.incrementAndGet() == 4) {
                            throw new OutOfMemoryError("Java heap space");
                        }
                        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
                        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
                        consumer.schedulePollTask(() -> {
                            if (clients.get() < 4) {
                                throw new OutOfMemoryError("Java heap space");
                            }
                            add(consumer, 0);
                        });
                        return consumer;
                    }
                },
                FakeTopic.SETTINGS,
                FakeTopic.WINDOW,
                log,
                () -> now);
        assertThat(offsets(reading.read().orElseThrow())).containsExactly(0L);
        assertThat(clients).hasValueGreaterThan(4);
    }

    @Test
    void theReaderMeasuresTheTimeSinceTheLastRequestAndCanBeStopped() throws Exception {
        log.next = nextRead(1, 0);
        consumer(0);
        Thread thread = new Thread(reader::answer);
        thread.start();
        Await.until(Duration.ofSeconds(20), () -> thread.getState() == Thread.State.WAITING, "the reader to wait");
        now = now.plusSeconds(90);
        assertThat(reader.unasked()).hasSeconds(90);
        assertThat(offsets(reader.next().toCompletableFuture().get(20, TimeUnit.SECONDS)))
                .containsExactly(0L);
        Await.until(Duration.ofSeconds(20), () -> thread.getState() == Thread.State.WAITING, "the reader to wait");
        assertThat(reader.unasked()).isZero();
        reader.stop();
        thread.join(20_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void itAsksForItsPlaceWithTheLeaderOfWhatItReadLast() throws Exception {
        Cursor cursor = new Cursor(TopicIdentity.of("a topic"), new long[] {3, 0}, Epochs.of(7));
        log.next = new NextRead(1, Optional.of(cursor), NO_PAST);
        List<OffsetAndMetadata> sought = new ArrayList<>();
        consumers.add(new MockConsumer<>("none") {
            @Override
            public synchronized void seek(TopicPartition partition, OffsetAndMetadata offset) {
                sought.add(offset);
                super.seek(partition, offset);
            }
        });
        MockConsumer<byte[], byte[]> consumer = consumers.peek();
        consumer.schedulePollTask(() -> add(consumer, 3));
        reader.read();
        assertThat(sought).containsExactly(new OffsetAndMetadata(3, Optional.of(7), ""), new OffsetAndMetadata(0));
    }

    @Test
    void readingContinuesAtTheEndIfTheLeaderHasNoReadRecord() throws Exception {
        log.next = nextRead(1, 5);
        MockConsumer<byte[], byte[]> consumer = consumer(9);
        consumer.updateEndOffsets(Map.of(PARTITION, 9L));
        consumer.setPollException(new LogTruncationException(Map.of(PARTITION, 5L), Map.of()));
        assertThat(offsets(reader.read().orElseThrow())).containsExactly(9L);
        assertThat(log.told).containsExactly("1: " + Map.of(0, Gap.all(9)));
    }

    private static NextRead nextRead(int generation, long... next) {
        return new NextRead(generation, Optional.of(new Cursor(TopicIdentity.of("a topic"), next)), NO_PAST);
    }

    private String trouble() {
        return reader.trouble().orElse("");
    }

    private MockConsumer<byte[], byte[]> consumer(int... offsets) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.schedulePollTask(() -> add(consumer, offsets));
        consumers.add(consumer);
        return consumer;
    }

    private static void add(MockConsumer<byte[], byte[]> consumer, int... offsets) {
        for (int offset : offsets) {
            consumer.addRecord(
                    new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset, null, new byte[1]));
        }
    }

    private static List<Long> offsets(TopicBatch batch) {
        List<Long> offsets = new ArrayList<>();
        batch.records().forEach(record -> offsets.add(record.offset()));
        return offsets;
    }

    /** A log writer whose offsets the test sets and the reader moves. */
    private static final class FakePlace extends FakeLogWriter {
        NextRead next;
        final List<String> told = new ArrayList<>();

        @Override
        synchronized NextRead nextRead() {
            return next;
        }

        @Override
        synchronized void missing(int readIn, Map<Integer, Gap> gaps) {
            if (!gaps.isEmpty()) {
                told.add(readIn + ": " + gaps);
                next = TopicConsumerTest.nextRead(readIn + 1, gaps.get(0).next());
            }
        }
    }
}
