package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.TopicIdentity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** An unreadable batch is skipped, and only that batch. */
class UnreadableTest {
    private static final long[] NO_PAST = {};
    private static final TopicPartition OTHER = new TopicPartition(FakeTopic.SETTINGS.topic(), 1);

    private final List<Integer> mostRecords = new ArrayList<>();
    private long first = Long.MAX_VALUE;
    private long last;
    private long end = 1_000;
    private Supplier<Throwable> failure = () -> new KafkaException("Record batch is invalid");
    private boolean traffic;
    private boolean isOtherAway;
    private int polls;

    private final KafkaConnection kafka = new KafkaConnection(null, Clock.systemUTC()) {
        @Override
        Consumer<byte[], byte[]> consumer(Values values, int records) {
            mostRecords.add(records);
            return new Broken(records);
        }
    };
    private final Unreadable unreadable = new Unreadable(kafka, FakeTopic.SETTINGS);

    @Test
    void withoutAnUnreadableRecordNothingIsSkipped() {
        assertThat(unreadable.behind(cursor(5))).isEmpty();
    }

    @Test
    void theFirstOffsetBehindTheBatchIsFound() {
        for (long size : new long[] {1, 2, 3, 7, 64, 500, 993}) {
            first = 7;
            last = 6 + size;
            assertThat(unreadable.behind(cursor(7))).as("a batch of %d", size).isEqualTo(Map.of(0, 7 + size));
        }
    }

    @Test
    void aBatchAtTheEndIsPassedToTheEnd() {
        first = 900;
        last = 2_000;
        assertThat(unreadable.behind(cursor(900))).isEqualTo(Map.of(0, 1_000L));
    }

    @Test
    void aLargeBatchIsFoundWithFewTries() {
        first = 1;
        end = 1 << 20;
        last = 700_000;
        assertThat(unreadable.behind(cursor(1))).isEqualTo(Map.of(0, 700_001L));
        assertThat(polls).isLessThan(60);
    }

    @Test
    void aRecordThatIsLargerThanTheHeapIsSkippedToo() {
        first = 7;
        last = 7;
        failure = () -> new OutOfMemoryError("Java heap space");
        assertThat(unreadable.behind(cursor(7))).isEqualTo(Map.of(0, 8L));
    }

    @Test
    void aHeapThatIsFullForOtherReasonsSkipsNoRecord() {
        first = 0;
        last = 2_000;
        failure = () -> new OutOfMemoryError("Java heap space");
        assertThat(unreadable.behind(cursor(900))).isEmpty();
    }

    @Test
    void aRecordAtTheEndThatIsLargerThanTheHeapIsPassed() {
        first = 999;
        last = 999;
        failure = () -> new OutOfMemoryError("Java heap space");
        assertThat(unreadable.behind(cursor(999))).isEqualTo(Map.of(0, 1_000L));
    }

    @Test
    void aPartitionWithoutALeaderDoesNotKeepTheOthersFromBeingSearched() {
        first = 7;
        last = 9;
        isOtherAway = true;
        Cursor both = new Cursor(TopicIdentity.of("a topic"), new long[] {7, 3});
        assertThat(unreadable.behind(both)).isEqualTo(Map.of(0, 10L));
    }

    @Test
    void troubleOfTheBrokerIsNotAboutRecords() {
        assertThat(Unreadable.isAboutRecords(new TopicAuthorizationException("tasks")))
                .isFalse();
        assertThat(Unreadable.isAboutRecords(new TimeoutException("late"))).isFalse();
        assertThat(Unreadable.isAboutRecords(new KafkaException("Record batch is invalid")))
                .isTrue();
        assertThat(Unreadable.isAboutRecords(new IllegalStateException("of a decompressor")))
                .isTrue();
    }

    /** The reader retries, then tries record by record, and tells the log. It does not loop forever. */
    @Test
    void theReaderPassesItAndGoesOn() throws Exception {
        first = 7;
        last = 9;
        List<String> told = new ArrayList<>();
        LogWriter log = new FakeLogWriter() {
            private NextRead next = new NextRead(1, Optional.of(UnreadableTest.cursor(5)), NO_PAST);

            @Override
            synchronized NextRead nextRead() {
                return next;
            }

            @Override
            synchronized void unreadable(int readIn, Map<Integer, Long> readable) {
                told.add(readIn + ": " + readable);
                next = new NextRead(2, Optional.of(UnreadableTest.cursor(10)), NO_PAST);
            }

            @Override
            synchronized void take(TopicBatch batch) {
                next = new NextRead(
                        1,
                        Optional.of(UnreadableTest.cursor(
                                batch.records().iterator().next().offset() + 1)),
                        NO_PAST);
            }
        };
        TopicConsumer reader = new TopicConsumer(kafka, FakeTopic.SETTINGS, FakeTopic.WINDOW, log, Instant::now);
        List<Long> read = new ArrayList<>();
        while (read.size() < 4) {
            TopicBatch batch = reader.read().orElseThrow();
            batch.records().forEach(record -> read.add(record.offset()));
            if (batch.generation() == 1) {
                log.take(batch);
            }
        }
        assertThat(read).startsWith(5L, 6L, 10L);
        assertThat(told).containsExactly("1: {0=10}");
        assertThat(mostRecords.get(0)).isGreaterThan(1);
    }

    /** Each new client gets a record of another partition first. */
    @Test
    void trafficOfOtherPartitionsDoesNotKeepTheReaderFromPassingIt() throws Exception {
        first = 7;
        last = 9;
        traffic = true;
        List<Map<Integer, Long>> told = new ArrayList<>();
        LogWriter log = new FakeLogWriter() {
            @Override
            synchronized NextRead nextRead() {
                return new NextRead(
                        1, Optional.of(new Cursor(TopicIdentity.of("a topic"), new long[] {7, 0})), NO_PAST);
            }

            @Override
            synchronized void unreadable(int readIn, Map<Integer, Long> readable) {
                told.add(readable);
            }
        };
        TopicConsumer reader = new TopicConsumer(kafka, FakeTopic.SETTINGS, FakeTopic.WINDOW, log, Instant::now);
        for (int batches = 0; batches < 10 && told.isEmpty(); batches++) {
            reader.read();
        }
        assertThat(told).containsExactly(Map.of(0, 10L));
    }

    private static Cursor cursor(long next) {
        return new Cursor(TopicIdentity.of("a topic"), new long[] {next});
    }

    /** Returns one record after the other, all of them in the same poll, and fails at the broken ones. */
    private final class Broken extends MockConsumer<byte[], byte[]> {
        private final int most;

        Broken(int most) {
            super("none");
            this.most = most;
            updateBeginningOffsets(Map.of(FakeTopic.PARTITION, 0L));
            updateBeginningOffsets(Map.of(OTHER, 0L));
            updateEndOffsets(Map.of(FakeTopic.PARTITION, end, OTHER, 0L));
        }

        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
            if (isOtherAway && partitions.contains(OTHER)) {
                throw new TimeoutException("No leader");
            }
            return super.endOffsets(partitions);
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            polls++;
            if (traffic && assignment().contains(OTHER) && position(OTHER) == 0) {
                addRecord(new ConsumerRecord<>(OTHER.topic(), OTHER.partition(), 0, null, new byte[1]));
                return super.poll(timeout);
            }
            if (!assignment().contains(FakeTopic.PARTITION)) {
                return ConsumerRecords.empty();
            }
            long next = position(FakeTopic.PARTITION);
            for (long offset = next; offset < Math.min(end, next + most); offset++) {
                if (offset >= first && offset <= last) {
                    fail();
                }
                addRecord(new ConsumerRecord<>(FakeTopic.SETTINGS.topic(), 0, offset, null, new byte[1]));
            }
            return super.poll(timeout);
        }

        private void fail() {
            Throwable failed = failure.get();
            if (failed instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failed;
        }
    }
}
