package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.wire.Cursor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 */
final class Unreadable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int POLLS = 50;

    private final KafkaConnection connection;
    private final KafkaSettings settings;

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
    Map<Integer, Long> behind(Cursor place) {
        Map<Integer, Long> readable = new HashMap<>();
        for (int number = 0; number < place.partitions(); number++) {
            long from = readableFrom(new TopicPartition(settings.topic(), number), place.next(number));
            if (from > place.next(number)) {
                readable.put(number, from);
            }
        }
        return readable;
    }

    /** The first offset from {@code offset} on that can be read, or the end. */
    long readableFrom(TopicPartition partition, long offset) {
        long end = end(partition);
        long bad = offset - 1;
        long good = offset;
        for (long step = 1; good < end && !isReadable(partition, good); step *= 2) {
            bad = good;
            good = Math.min(end, good + step);
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

    private long end(TopicPartition partition) {
        Consumer<byte[], byte[]> consumer = consumer();
        try {
            return consumer.endOffsets(List.of(partition)).get(partition);
        } finally {
            close(consumer);
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
