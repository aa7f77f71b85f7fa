package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** No poll keeps more decompressed data than there is room for. */
class ValuesTest {
    private static final int LARGEST = 1_000;
    private static final int ROOM = 5_000;

    private final Values values = new Values(LARGEST, ROOM);

    @Test
    void aThousandRecordsOfTheLargestSizeAreTakenInSeveralPolls() {
        int taken = 0;
        int polls = 0;
        while (taken < 1_000) {
            ConsumerRecords<byte[], byte[]> read = Values.within(poll(taken, 1_000 - taken, LARGEST));
            assertThat(read.count()).isBetween(1, ROOM / LARGEST);
            taken += read.count();
            assertThat(read.nextOffsets().get(FakeTopic.PARTITION).offset()).isEqualTo(taken);
            polls++;
        }
        assertThat(polls).isGreaterThanOrEqualTo(200);
    }

    @Test
    void smallRecordsAreTakenAllTogether() {
        ConsumerRecords<byte[], byte[]> all = poll(0, 20, 10);
        assertThat(Values.within(all)).isSameAs(all);
        assertThat(all.iterator().next().value()).hasSize(10).contains(1);
    }

    @Test
    void aValueThatIsTooLargeIsNotCopied() {
        ByteBuffer huge = ByteBuffer.allocate(1_000_000);
        values.beginPoll();
        byte[] one = values.deserialize("tasks", new RecordHeaders(), huge);
        byte[] other = values.deserialize("tasks", new RecordHeaders(), huge);
        assertThat(one).isSameAs(other).hasSize(LARGEST + 1);
        assertThat(values.isTooLarge(new ConsumerRecord<>("tasks", 0, 0, null, one)))
                .isTrue();
    }

    /** Until headers are read, they hold the buffer into which the whole record was decompressed. */
    @Test
    void headersKeepNothingButThemselvesAndCount() {
        RecordHeaders headers = new RecordHeaders();
        headers.add(new RecordHeader("a", new byte[LARGEST + 1]));
        values.beginPoll();
        assertThat(values.deserialize("tasks", headers, ByteBuffer.allocate(1))).hasSize(LARGEST + 1);
        assertThat(headers).isEmpty();
    }

    @Test
    void anotherPartitionThatThereWasNoRoomForIsLeftOut() {
        TopicPartition other = new TopicPartition("tasks", 1);
        List<ConsumerRecord<byte[], byte[]>> first = records(0, 10, LARGEST);
        List<ConsumerRecord<byte[], byte[]>> late = List.of(record(3, LARGEST));
        ConsumerRecords<byte[], byte[]> read = Values.within(new ConsumerRecords<>(
                Map.of(FakeTopic.PARTITION, first, other, late),
                Map.of(FakeTopic.PARTITION, new OffsetAndMetadata(10), other, new OffsetAndMetadata(4))));
        assertThat(read.records(other)).isEmpty();
        assertThat(read.nextOffsets()).doesNotContainKey(other);
        assertThat(read.records(FakeTopic.PARTITION)).isNotEmpty();
    }

    @Test
    void aTombstoneHasNoValue() {
        assertThat(values.deserialize("tasks", (byte[]) null)).isNull();
    }

    private ConsumerRecords<byte[], byte[]> poll(int from, int count, int size) {
        return new ConsumerRecords<>(
                Map.of(FakeTopic.PARTITION, records(from, count, size)),
                Map.of(FakeTopic.PARTITION, new OffsetAndMetadata(from + count)));
    }

    private List<ConsumerRecord<byte[], byte[]>> records(int from, int count, int size) {
        values.beginPoll();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(record(from + i, size));
        }
        return records;
    }

    private ConsumerRecord<byte[], byte[]> record(long offset, int size) {
        RecordHeaders headers = new RecordHeaders();
        byte[] data = new byte[size];
        data[0] = 1;
        byte[] value = values.deserialize("tasks", headers, ByteBuffer.wrap(data));
        return new ConsumerRecord<>(
                "tasks", 0, offset, 0, TimestampType.CREATE_TIME, 0, size, null, value, headers, Optional.of(7));
    }

    @Test
    void aKeyCountsAndATooLargeKeyIsNotCopied() {
        values.beginPoll();
        byte[] huge = values.keys().deserialize("tasks", new RecordHeaders(), ByteBuffer.allocate(1_000_000));
        assertThat(huge).hasSize(LARGEST + 1);
        assertThat(values.isTooLarge(new ConsumerRecord<>("tasks", 0, 0, huge, null)))
                .isTrue();
        int copied = 0;
        while (copied < 100
                && values.keys().deserialize("tasks", new RecordHeaders(), ByteBuffer.allocate(LARGEST)).length > 0) {
            copied++;
        }
        assertThat(copied).isLessThanOrEqualTo(ROOM / LARGEST);
        assertThat(values.wasCut()).isTrue();
    }

    @Test
    void aReaderHasKeysOnlyIfTheyAreKept() {
        ByteBuffer key = ByteBuffer.wrap(new byte[] {'a'});
        values.beginPoll();
        assertThat(values.keptKeys().deserialize("tasks", new RecordHeaders(), key.duplicate()))
                .isEmpty();
        Values keeping = Values.upTo(LARGEST, true);
        keeping.beginPoll();
        assertThat(keeping.keptKeys().deserialize("tasks", new RecordHeaders(), key.duplicate()))
                .containsExactly('a');
    }

    /** The headers beside a large value have as many bytes as other headers. */
    @Test
    void theHeadersOfAValueThatIsTooLargeAreNotKept() {
        values.beginPoll();
        RecordHeaders headers = large();
        values.deserialize("tasks", headers, ByteBuffer.allocate(LARGEST + 1));
        assertThat(headers).isEmpty();
    }

    /** The headers say what the record is, with any key. */
    @Test
    void theHeadersBesideAKeyThatIsTooLargeAreKept() {
        values.beginPoll();
        RecordHeaders headers = large();
        assertThat(values.keys().deserialize("tasks", headers, ByteBuffer.allocate(LARGEST + 1)))
                .hasSize(LARGEST + 1);
        assertThat(values.deserialize("tasks", headers, ByteBuffer.allocate(1))).hasSize(1);
        assertThat(headers).hasSize(1);
    }

    @Test
    void theHeadersOfATombstoneCount() {
        values.beginPoll();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            RecordHeaders headers = large();
            byte[] key = values.keptKeys().deserialize("tasks", headers, ByteBuffer.allocate(1));
            records.add(new ConsumerRecord<>(
                    "tasks", 0, i, 0, TimestampType.CREATE_TIME, 1, -1, key, null, headers, Optional.of(7)));
        }
        ConsumerRecords<byte[], byte[]> all = new ConsumerRecords<>(
                Map.of(FakeTopic.PARTITION, records), Map.of(FakeTopic.PARTITION, new OffsetAndMetadata(100)));
        assertThat(Values.within(all).count()).isBetween(1, ROOM / LARGEST + 1);
        assertThat(records.get(99).headers()).isEmpty();
    }

    /** Thousands of headers fit into a kilobyte, and each needs objects of its own. */
    @Test
    void headersWithoutContentCountToo() {
        values.beginPoll();
        RecordHeaders headers = new RecordHeaders();
        for (int i = 0; i < 500; i++) {
            headers.add("a", new byte[0]);
        }
        values.deserialize("tasks", headers, ByteBuffer.allocate(1));
        values.deserialize("tasks", new RecordHeaders(), ByteBuffer.allocate(1));
        assertThat(values.wasCut()).isTrue();
    }

    /** The poll of one of two partitions is cut. Both continue behind their last kept record. */
    @Test
    void aPollThatIsCutIsReadAgainFromWhereItWasCut() {
        TopicPartition other = new TopicPartition("tasks", 1);
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
        TopicPartition one = new TopicPartition("tasks", 0);
        consumer.assign(List.of(one, other));
        consumer.updateBeginningOffsets(Map.of(one, 0L, other, 0L));
        consumer.seek(one, 0);
        consumer.seek(other, 0);
        consumer.schedulePollTask(() -> {
            consumer.addRecord(new ConsumerRecord<>("tasks", 1, 0, null, new byte[1]));
            for (int i = 0; i < 10; i++) {
                consumer.addRecord(record(i, LARGEST));
            }
        });
        int kept = values.poll(consumer, Duration.ZERO).records(one).size();
        assertThat(kept).isBetween(1, ROOM / LARGEST);
        assertThat(values.wasCut()).isTrue();
        assertThat(consumer.position(one)).isEqualTo(kept);
        assertThat(consumer.position(other)).isEqualTo(1);
    }

    private static RecordHeaders large() {
        RecordHeaders headers = new RecordHeaders();
        headers.add(new RecordHeader("a", new byte[LARGEST - 1]));
        return headers;
    }
}
