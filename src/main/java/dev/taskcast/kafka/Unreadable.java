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
 * Finds where a partition can be read again behind a batch that cannot: one whose checksum is wrong, that cannot be unpacked, or
 * whose record is larger than the heap.
 *
 * <p>Kafka does not tell where a batch ends, and gives the whole of it for any offset in it. So offsets are tried: in growing steps
 * until one can be read, then between that and the last one that cannot. Of thousands of records some twenty are tried.
 * Readable records between two bad batches can be passed too: the steps may go over them.
 *
 * <p>A full heap looks like a record that is too large for it. So that is believed only if some other offset could be read.
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

    /** Whether {@code failure} of a poll can be about what was read, and not about Kafka or the way there. */
    static boolean isAboutRecords(Throwable failure) {
        return failure instanceof OutOfMemoryError
                || failure instanceof SerializationException
                || failure instanceof CorruptRecordException
                || failure.getClass() == KafkaException.class
                || failure instanceof RuntimeException && !(failure instanceof KafkaException);
    }

    /** By partition where what comes next cannot be read, the first offset that can, or the end. */
    Map<Integer, Long> behind(Cursor next) {
        Map<TopicPartition, Long> from = new HashMap<>();
        for (int number = 0; number < next.partitions(); number++) {
            from.put(new TopicPartition(settings.topic(), number), next.next(number));
        }
        Map<Integer, Long> readable = new HashMap<>();
        behind(from).forEach((partition, offset) -> readable.put(partition.partition(), offset));
        return readable;
    }

    /** The same, for partitions and the offsets that come next. A partition that does not answer is left for another time. */
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

    /** The first offset from {@code offset} on that can be read, or the end. */
    private long readableFrom(TopicPartition partition, long offset, long end) {
        isHeapFull = false;
        long bad = offset - 1;
        long good = offset;
        for (long step = 1; good < end && !isReadable(partition, good); step *= 2) {
            bad = good;
            good = Math.min(end, good + step);
        }
        if (good > offset && good == end && isHeapFull && !isReadable(partition, offset - 1)) {
            return offset; // Nothing can be read at all: it is the heap, and no record.
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

    /** Those that are known soon. One partition without a leader would have a question for all of them fail. */
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

    /** Takes one record in a poll, and copies none. */
    private Consumer<byte[], byte[]> consumer() {
        return connection.consumer(new Values(0, 1), 1);
    }

    private static void close(Consumer<byte[], byte[]> consumer) {
        consumer.close(CloseOptions.timeout(KafkaConnection.FAREWELL));
    }
}
