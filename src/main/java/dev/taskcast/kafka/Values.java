package dev.taskcast.kafka;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Copies values out of what Kafka's client has unpacked, but no more of them in one poll than there is room for. A few
 * kilobytes that were fetched can be gigabytes then, and all records of a poll are in memory at once.
 *
 * <p>A value that is too large to be looked at is not copied: another one, which is too large as well, stands for all of them.
 * What is over the room of the poll is marked, and {@link #within} leaves it to the next one.
 *
 * <p>For one thread.
 */
final class Values implements Deserializer<byte[]> {
    /** Stands for a value that there was no room for. */
    private static final byte[] LATER = {};

    private static final int RECORD = 200;

    private final int largest;
    private final long room;
    private byte[] tooLarge = {};
    private long left;

    /** Copies values of up to {@code largest} bytes, and in one poll those that begin within {@code room} bytes. */
    Values(int largest, long room) {
        this.largest = largest;
        this.room = room;
    }

    /** What a poll may have: a thirty-second of the heap. */
    static Values upTo(int largest) {
        return new Values(largest, Math.max(largest, Runtime.getRuntime().maxMemory() / 32));
    }

    /** Another poll begins. */
    void beginPoll() {
        left = room;
    }

    /** Whether {@code value} stands for one that is too large. */
    boolean isTooLarge(byte[] value) {
        return value != null && value.length > largest;
    }

    @Override
    public byte[] deserialize(String topic, byte[] data) {
        return data == null ? null : deserialize(topic, null, ByteBuffer.wrap(data));
    }

    @Override
    public byte[] deserialize(String topic, Headers headers, ByteBuffer data) {
        if (data == null) {
            return null;
        }
        boolean hasRoom = left > 0;
        long inHeaders = detach(headers);
        boolean fits = data.remaining() <= largest && inHeaders <= largest;
        left -= RECORD + (fits ? inHeaders + data.remaining() : 0);
        if (!hasRoom || !fits) {
            clear(headers, inHeaders > largest || !hasRoom);
            return hasRoom ? tooLarge() : LATER;
        }
        byte[] value = new byte[data.remaining()];
        data.get(value);
        return value;
    }

    /** {@code records}, in each partition up to the first one that there was no room for. */
    static ConsumerRecords<byte[], byte[]> within(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> kept = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(records.nextOffsets());
        boolean isCut = false;
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> read = records.records(partition);
            int end = 0;
            while (end < read.size() && read.get(end).value() != LATER) {
                end++;
            }
            if (end < read.size()) {
                isCut = true;
                next.remove(partition);
            }
            if (end > 0) {
                kept.put(partition, new ArrayList<>(read.subList(0, end)));
                ConsumerRecord<byte[], byte[]> last = read.get(end - 1);
                next.putIfAbsent(partition, new OffsetAndMetadata(last.offset() + 1, last.leaderEpoch(), ""));
            }
        }
        return isCut ? new ConsumerRecords<>(kept, next) : records;
    }

    /** Has headers keep nothing but themselves: until they are looked at they hold all that their record was unpacked into. */
    private static long detach(Headers headers) {
        long bytes = 0;
        if (headers != null) {
            for (Header header : headers) {
                byte[] value = header.value();
                bytes += header.key().length() + (value == null ? 0 : value.length);
            }
        }
        return bytes;
    }

    private static void clear(Headers headers, boolean isTooMuch) {
        if (headers != null && isTooMuch) {
            List<String> names = new ArrayList<>();
            headers.forEach(header -> names.add(header.key()));
            names.forEach(headers::remove);
        }
    }

    private byte[] tooLarge() {
        if (tooLarge.length == 0) {
            tooLarge = new byte[largest + 1];
        }
        return tooLarge;
    }
}
