package dev.taskcast.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Copies keys and values out of the data that Kafka's client has decompressed. In one poll it copies only as many as
 * there is room for. A few fetched kilobytes can become gigabytes, and all records of a poll are in memory together.
 *
 * <p>A key or value that is too large is not copied; one object, which is also too large, stands for all of them. The
 * headers are dropped only with the value: they say what a record is, whatever its key is.
 *
 * <p>A record without room in the poll is marked, and {@link #poll} leaves it to the next poll. Headers count too. Only
 * a record with neither key nor value is not counted: Kafka's client shows it to no deserializer.
 *
 * <p>Only one thread may use it.
 */
final class Values implements Deserializer<byte[]> {
    /** Stands for a value without room in the poll. */
    private static final byte[] LATER = {};

    private static final byte[] NO_KEY = {};

    /** The bytes that a record needs in addition to its key, its value and its headers. */
    private static final int RECORD = 200;
    /** The bytes that a header needs in addition to its name and its value. */
    private static final int HEADER = 150;

    private final int largest;
    private final long room;
    private final boolean keepsKeys;
    private byte[] tooLarge = {};
    private long left;
    private boolean wasCut;
    private Headers current;
    private boolean hasRoom;
    private long inHeaders;

    /**
     * Copies values of up to {@code largest} bytes. In one poll it copies the values that begin within {@code room}
     * bytes.
     */
    Values(int largest, long room) {
        this(largest, room, false);
    }

    private Values(int largest, long room, boolean keepsKeys) {
        this.largest = largest;
        this.room = room;
        this.keepsKeys = keepsKeys;
    }

    /** Creates an instance whose poll may use a thirty-second of the heap. */
    static Values upTo(int largest) {
        return upTo(largest, false);
    }

    /** Creates such an instance. {@code keepsKeys} tells whether a reader without a group also gets the keys. */
    static Values upTo(int largest, boolean keepsKeys) {
        return new Values(largest, Math.max(largest, Runtime.getRuntime().maxMemory() / 32), keepsKeys);
    }

    /** The next records of {@code consumer} for which there is room. The reader fetches the rest again. */
    ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer, Duration timeout) {
        beginPoll();
        ConsumerRecords<byte[], byte[]> all = consumer.poll(timeout);
        if (!wasCut) {
            return all;
        }
        ConsumerRecords<byte[], byte[]> records = within(all);
        for (TopicPartition partition : all.partitions()) {
            int kept = records.records(partition).size();
            if (kept < all.records(partition).size()) {
                consumer.seek(partition, all.records(partition).get(kept).offset());
            }
        }
        return records;
    }

    /** Whether the last poll had no room for some of its records. */
    boolean wasCut() {
        return wasCut;
    }

    /** Begins another poll. */
    void beginPoll() {
        left = room;
        wasCut = false;
        current = null;
    }

    /** Whether an object that means "too large" stands for the key or value of {@code record}. */
    boolean isTooLarge(ConsumerRecord<byte[], byte[]> record) {
        return isTooLarge(record.value()) || isTooLarge(record.key());
    }

    private boolean isTooLarge(byte[] part) {
        return part != null && part.length > largest;
    }

    /**
     * Copies keys if they are kept, and no keys otherwise. A record without a value needs this deserializer too: no
     * other call would see its headers.
     */
    Deserializer<byte[]> keptKeys() {
        return new Keys(keepsKeys);
    }

    /** Copies keys within the same room. */
    Deserializer<byte[]> keys() {
        return new Keys(true);
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
        begin(headers);
        if (data.remaining() > largest) {
            clear(headers);
        }
        return copy(headers, data);
    }

    /** Begins a record, with its key or, if it has no key, with its value. */
    private void begin(Headers headers) {
        if (headers == null || headers != current) {
            current = headers;
            hasRoom = left > 0;
            inHeaders = detach(headers);
            left -= RECORD + inHeaders;
        }
    }

    private byte[] copy(Headers headers, ByteBuffer data) {
        if (!hasRoom || inHeaders > largest) {
            clear(headers);
            wasCut |= !hasRoom;
            return hasRoom ? tooLarge() : LATER;
        }
        if (data.remaining() > largest) {
            return tooLarge();
        }
        left -= data.remaining();
        byte[] copy = new byte[data.remaining()];
        data.get(copy);
        return copy;
    }

    /** {@code records}, in each partition up to the first record without room. */
    static ConsumerRecords<byte[], byte[]> within(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> kept = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(records.nextOffsets());
        boolean isCut = false;
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> read = records.records(partition);
            int end = 0;
            while (end < read.size()
                    && read.get(end).value() != LATER
                    && read.get(end).key() != LATER) {
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

    /**
     * Detaches the headers from their record. Headers that were not read keep the whole decompressed record in memory.
     */
    private long detach(Headers headers) {
        long bytes = 0;
        if (headers != null) {
            for (Header header : headers) {
                byte[] value = header.value();
                left -= HEADER;
                bytes += header.key().length() + (value == null ? 0 : value.length);
            }
        }
        return bytes;
    }

    private static void clear(Headers headers) {
        if (headers != null) {
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

    private final class Keys implements Deserializer<byte[]> {
        private final boolean areCopied;

        Keys(boolean areCopied) {
            this.areCopied = areCopied;
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
            begin(headers);
            return copy(headers, areCopied ? data : ByteBuffer.wrap(NO_KEY));
        }
    }
}
