package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Epochs;
import dev.taskcast.wire.TopicIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The past of all partitions is read in the order of time, although their sizes differ. */
class TimeSlicesTest {
    private static final Duration LENGTH = Duration.ofMinutes(15);
    private static final int LARGE = 0;
    private static final int SMALL = 1;
    private static final int QUIET = 2;
    /** The most records that a poll has of one partition. */
    private static final int POLL = 500;

    private static final int EPOCH = 7;

    private final Instant start = Instant.parse("2026-11-27T10:00:00Z");
    private Instant now = start;
    private final List<List<ConsumerRecord<byte[], byte[]>>> topic =
            List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    private final long[] next = new long[topic.size()];
    private final List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    private final TimeSlices slices = new TimeSlices(LENGTH, () -> now);
    private int seeks;
    private FetchingConsumer consumer = new FetchingConsumer();

    @BeforeEach
    void publish() {
        for (long second = LENGTH.toSeconds(); second > 0; second--) {
            for (int i = 0; i < 20; i++) {
                add(LARGE, start.minusSeconds(second));
            }
            add(SMALL, start.minusSeconds(second));
            if (second % 100 == 7) {
                add(QUIET, start.minusSeconds(second));
            }
        }
    }

    @Test
    void recordsThatAreTwiceAsOldComeFirst() {
        readPast();
        assertThat(seeks).isPositive();
        assertThatAllIsReadInOrder();
    }

    @Test
    void readingTakesTime() {
        consumer.millisOfPoll = 400;
        readPast();
        assertThatAllIsReadInOrder();
    }

    @Test
    void aNewConsumerContinues() {
        for (int poll = 0; !isRead(); poll++) {
            if (poll % 7 == 6) {
                consumer = new FetchingConsumer();
                slices.begin(consumer);
            }
            poll();
        }
        assertThatAllIsReadInOrder();
    }

    /** A producer's clock can be wrong. The record and those behind it come with the last slice. */
    @Test
    void aRecordFromTheFutureDelaysOnlyItsPartition() {
        topic.get(SMALL).set(3, record(SMALL, 3, start.plus(Duration.ofDays(1))));
        readPast();
        assertThat(read).hasSize(topic.stream().mapToInt(List::size).sum());
        assertThat(read.subList(0, 15_000))
                .extracting(ConsumerRecord::partition)
                .contains(QUIET);
    }

    @Test
    void afterThePastNoPartitionWaits() {
        readPast();
        slices.look(consumer, position(), new long[0]);
        for (int partition = 0; partition < topic.size(); partition++) {
            add(partition, start.plusSeconds(60));
        }
        int before = read.size();
        poll(new long[0]);
        poll(new long[0]);
        assertThat(consumer.paused()).isEmpty();
        assertThat(read).hasSize(before + topic.size());
    }

    @Test
    void anEmptyPastHasNoSlices() {
        topic.forEach(List::clear);
        slices.look(consumer, position(), new long[0]);
        add(SMALL, start);
        poll(new long[0]);
        assertThat(read).hasSize(1);
    }

    private void assertThatAllIsReadInOrder() {
        assertThat(read).hasSize(topic.stream().mapToInt(List::size).sum());
        for (int partition = 0; partition < topic.size(); partition++) {
            int of = partition;
            assertThat(read.stream().filter(record -> record.partition() == of))
                    .as("the order of the partition")
                    .containsExactlyElementsOf(topic.get(partition));
        }
        long youngest = Long.MAX_VALUE;
        for (ConsumerRecord<byte[], byte[]> record : read) {
            long age = now.toEpochMilli() - record.timestamp();
            youngest = Math.min(youngest, age);
            assertThat(age)
                    .as("the age of a record that comes after one of " + youngest + " ms")
                    .isLessThanOrEqualTo(2 * Math.max(youngest, TimeSlices.LAST.toMillis()));
        }
    }

    private void readPast() {
        for (int polls = 0; !isRead(); polls++) {
            assertThat(polls).isLessThan(1_000);
            poll();
        }
    }

    private boolean isRead() {
        return Arrays.equals(next, ends());
    }

    private void poll() {
        poll(ends());
    }

    private void poll(long[] past) {
        slices.look(consumer, position(), past);
        ConsumerRecords<byte[], byte[]> records = slices.within(consumer, position(), consumer.poll(Duration.ZERO));
        for (ConsumerRecord<byte[], byte[]> record : records) {
            assertThat(record.offset()).isEqualTo(next[record.partition()]++);
            read.add(record);
        }
        records.nextOffsets().forEach((partition, offset) -> assertThat(next[partition.partition()])
                .isEqualTo(offset.offset()));
    }

    private Cursor position() {
        return new Cursor(TopicIdentity.of("a topic"), next, Epochs.of(EPOCH, EPOCH, EPOCH));
    }

    private long[] ends() {
        return topic.stream().mapToLong(List::size).toArray();
    }

    private void add(int partition, Instant time) {
        topic.get(partition).add(record(partition, topic.get(partition).size(), time));
    }

    private static ConsumerRecord<byte[], byte[]> record(int partition, int offset, Instant time) {
        return new ConsumerRecord<>(
                "task-updates",
                partition,
                offset,
                time.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                1,
                null,
                new byte[1],
                new RecordHeaders(),
                Optional.of(EPOCH));
    }

    /** Fetches as Kafka's client does: some records of each partition that does not wait, from its position on. */
    private final class FetchingConsumer extends MockConsumer<byte[], byte[]> {
        private int millisOfPoll;

        FetchingConsumer() {
            super("none");
            Map<TopicPartition, Long> begin = new HashMap<>();
            for (int partition = 0; partition < topic.size(); partition++) {
                begin.put(new TopicPartition("task-updates", partition), 0L);
            }
            assign(begin.keySet());
            updateBeginningOffsets(begin);
            begin.keySet().forEach(partition -> seek(partition, next[partition.partition()]));
        }

        @Override
        public synchronized void seek(TopicPartition partition, OffsetAndMetadata offset) {
            assertThat(offset.leaderEpoch()).as("the leader of the last record").hasValue(EPOCH);
            seeks++;
            super.seek(partition, offset);
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            now = now.plusMillis(millisOfPoll);
            Set<TopicPartition> fetched = new TreeSet<>((one, other) -> one.partition() - other.partition());
            fetched.addAll(assignment());
            fetched.removeAll(paused());
            for (TopicPartition partition : fetched) {
                List<ConsumerRecord<byte[], byte[]>> records = topic.get(partition.partition());
                int from = (int) position(partition);
                records.subList(from, Math.min(records.size(), from + POLL)).forEach(this::addRecord);
            }
            return super.poll(timeout);
        }
    }
}
