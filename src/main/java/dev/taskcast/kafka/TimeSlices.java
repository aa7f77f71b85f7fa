package dev.taskcast.kafka;

import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Epochs;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The order in which a replica reads the past of several partitions: slice of time after slice of time.
 *
 * <p>Kafka's client needs longer for a partition with many bytes. Without slices, its old records would be the last
 * ones that are appended. The window evicts the first ones, so it would lose newer records of all other partitions.
 *
 * <p>The first slice has the older half of the past. Each further slice has half of the rest. So before a record is
 * read, all records that are twice as old have been read, except for {@link #LAST}. A partition that has a record after
 * the slice waits until the others have read the slice. It fetches that record again.
 *
 * <p>Not thread-safe: only the reader's thread uses it.
 */
final class TimeSlices {
    /** A rest of this length is not divided any more. */
    static final Duration LAST = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Set<Integer> waiting = new HashSet<>();
    private Instant end;
    private boolean isLast;

    /** Creates the slices of a past that begins {@code length} before the present. */
    TimeSlices(Duration length, InstantSource clock) {
        this.clock = clock;
        this.end = clock.instant().minus(length);
        divide();
    }

    /** Forgets which partitions wait, because {@code consumer} begins at other offsets or is a new one. */
    void begin(Consumer<?, ?> consumer) {
        consumer.resume(consumer.paused());
        waiting.clear();
    }

    /**
     * Goes on to the next slice if every partition whose past is not read waits for it.
     *
     * @param past the end of the past of each partition; empty if the past was read, and there are no more slices
     */
    void look(Consumer<?, ?> consumer, Cursor position, long[] past) {
        if (isLast) {
            return;
        }
        isLast = past.length == 0;
        if (IntStream.range(0, past.length)
                .allMatch(partition -> waiting.contains(partition) || position.next(partition) >= past[partition])) {
            divide();
            begin(consumer);
        }
    }

    /**
     * The records of {@code read} that are in this slice. The consumer reads the others again in the next slice.
     *
     * @param position the log's position before it takes these records
     */
    ConsumerRecords<byte[], byte[]> within(
            Consumer<byte[], byte[]> consumer, Cursor position, ConsumerRecords<byte[], byte[]> read) {
        if (isLast) {
            return read;
        }
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(read.nextOffsets());
        for (TopicPartition partition : read.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> all = read.records(partition);
            List<ConsumerRecord<byte[], byte[]>> now = all.stream()
                    .takeWhile(record -> record.timestamp() <= end.toEpochMilli())
                    .toList();
            if (now.size() < all.size()) {
                next.remove(partition);
                waiting.add(partition.partition());
                consumer.pause(List.of(partition));
                // With the epoch of the last record, Kafka's client finds out if that record was lost meanwhile.
                Optional<Integer> epoch = now.isEmpty()
                        ? Optional.of(position.epoch(partition.partition())).filter(known -> known != Epochs.UNKNOWN)
                        : now.get(now.size() - 1).leaderEpoch();
                consumer.seek(
                        partition, new OffsetAndMetadata(all.get(now.size()).offset(), epoch, ""));
            }
            if (!now.isEmpty()) {
                records.put(partition, now);
            }
        }
        return new ConsumerRecords<>(records, next);
    }

    private void divide() {
        Duration half = Duration.between(end, clock.instant()).dividedBy(2);
        end = end.plus(half);
        isLast |= half.compareTo(LAST) < 0;
    }
}
