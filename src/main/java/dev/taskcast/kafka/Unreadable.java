package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.wire.Cursor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Finds where a partition can be read again after an unreadable batch. A batch is unreadable if its checksum is wrong,
 * if it cannot be decompressed, or if it has a record larger than the heap.
 *
 * <p>Kafka does not tell where a batch ends, and returns the whole batch for any offset in it. So offsets are tried, in
 * growing steps, until one can be read. The search then continues between that offset and the last unreadable one. Of
 * thousands of records, about twenty are tried. The steps may also pass over readable records between two bad batches.
 *
 * <p>A full heap looks like a record that is too large. So a record counts as too large only if some other offset could
 * be read.
 */
final class Unreadable {
    private static final Logger LOGGER = Logger.getLogger(Unreadable.class.getName());
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int POLLS = 50;

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration SHORT_ANSWER = Duration.ofMillis(500);

    private final KafkaConnection connection;
    private final KafkaSettings settings;
    private boolean isHeapFull;

    Unreadable(KafkaConnection connection, KafkaSettings settings) {
        this.connection = connection;
        this.settings = settings;
    }

    /** Whether a poll's {@code failure} may be due to the records, and not to Kafka or the network. */
    static boolean isAboutRecords(Throwable failure) {
        return failure instanceof OutOfMemoryError
                || failure instanceof SerializationException
                || failure instanceof CorruptRecordException
                || failure.getClass() == KafkaException.class
                || failure instanceof RuntimeException && !(failure instanceof KafkaException);
    }

    /** The first readable offset, or the end, of each partition whose next record cannot be read. */
    Map<Integer, Long> behind(Cursor next) {
        Map<TopicPartition, Long> from = new HashMap<>();
        for (int number = 0; number < next.partitions(); number++) {
            from.put(new TopicPartition(settings.topic(), number), next.next(number));
        }
        Map<Integer, Long> readable = new HashMap<>();
        behind(from).forEach((partition, offset) -> readable.put(partition.partition(), offset));
        return readable;
    }

    /**
     * The same for the partitions in {@code from}, each with its next offset. If Kafka does not answer about a
     * partition, the partition is left for a later call.
     */
    Map<TopicPartition, Long> behind(Map<TopicPartition, Long> from) {
        Map<TopicPartition, Long> ends = ends(from.keySet());
        Map<TopicPartition, Long> readable = new HashMap<>();
        ends.forEach((partition, end) -> {
            try {
                long offset = readableFrom(partition, from.get(partition), end);
                if (offset > from.get(partition)) {
                    readable.put(partition, offset);
                }
            } catch (KafkaException noAnswer) {
                LOGGER.log(Level.FINE, "A partition could not be searched", noAnswer);
            }
        });
        return readable;
    }

    /** The first readable offset from {@code offset} on, or the end. */
    private long readableFrom(TopicPartition partition, long offset, long end) {
        isHeapFull = false;
        long bad = offset - 1;
        long good = offset;
        for (long step = 1; good < end && !isReadable(partition, good); step *= 2) {
            bad = good;
            good = Math.min(end, good + step);
        }
        if (good > offset && good == end && isHeapFull && !isReadable(partition, offset - 1)) {
            return offset; // Nothing can be read at all: the heap is the cause, not a record.
        }
        while (good - bad > 1 && good > offset) {
            long middle = bad + (good - bad) / 2;
            if (isReadable(partition, middle)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return good;
    }

    /**
     * The end offsets, where Kafka answers in time. If the question about all partitions fails, because one has no
     * leader, Kafka is asked about each partition separately.
     */
    private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        Consumer<byte[], byte[]> consumer = consumer();
        try {
            ends.putAll(consumer.endOffsets(partitions, ANSWER));
        } catch (KafkaException oneIsMissing) {
            LOGGER.log(Level.FINE, "The ends of all partitions are not known", oneIsMissing);
            partitions.forEach(partition -> end(consumer, partition).ifPresent(end -> ends.put(partition, end)));
        } finally {
            close(consumer);
        }
        return ends;
    }

    private static Optional<Long> end(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        try {
            return Optional.ofNullable(
                    consumer.endOffsets(Set.of(partition), SHORT_ANSWER).get(partition));
        } catch (KafkaException unknown) {
            LOGGER.log(Level.FINE, "The end of a partition is not known", unknown);
            return Optional.empty();
        }
    }

    private boolean isReadable(TopicPartition partition, long offset) {
        Consumer<byte[], byte[]> consumer = consumer();
        try {
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            for (int i = 0; i < POLLS; i++) {
                if (!consumer.poll(POLL).isEmpty() || consumer.position(partition) > offset) {
                    return true;
                }
            }
        } catch (RuntimeException | OutOfMemoryError failed) {
            if (isAboutRecords(failed)) {
                isHeapFull |= failed instanceof OutOfMemoryError;
                return false;
            }
            throw failed;
        } finally {
            close(consumer);
        }
        throw new TimeoutException("No records came");
    }

    /** Creates a consumer that takes one record in a poll and copies no value. */
    private Consumer<byte[], byte[]> consumer() {
        return connection.consumer(new Values(0, 1), 1);
    }

    private static void close(Consumer<byte[], byte[]> consumer) {
        consumer.close(CloseOptions.timeout(KafkaConnection.FAREWELL));
    }
}
