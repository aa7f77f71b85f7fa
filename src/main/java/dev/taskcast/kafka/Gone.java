package dev.taskcast.kafka;

import dev.taskcast.log.Gap;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The offsets at which a reader wants to continue, but whose records Kafka has deleted or lost. */
final class Gone {
    private static final Logger LOGGER = Logger.getLogger(Gone.class.getName());
    /** How long the reader of all partitions waits for an answer about one of them. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final OffsetOutOfRangeException offsets;

    Gone(Consumer<byte[], byte[]> consumer, OffsetOutOfRangeException offsets) {
        this.consumer = consumer;
        this.offsets = offsets;
    }

    /** Tells the log which records a reader of this {@code generation} misses. */
    void tell(LogWriter logWriter, int generation) {
        try {
            logWriter.missing(generation, gaps());
        } catch (KafkaException failed) {
            LOGGER.log(Level.FINE, "The start or the end of a partition is not known yet", failed);
        }
    }

    private Map<Integer, Gap> gaps() {
        Map<Integer, Gap> gaps = new HashMap<>();
        if (!(offsets instanceof LogTruncationException cut)) {
            starts().forEach((partition, start) -> gaps.put(partition, Gap.before(start)));
        } else if (cut.divergentOffsets().isEmpty()) {
            // The leader does not know the records that were read: it would reject their epoch at every further try.
            ends().forEach((partition, end) -> gaps.put(partition, Gap.all(end)));
        } else {
            cut.divergentOffsets()
                    .forEach((partition, end) -> gaps.put(partition.partition(), Gap.behind(end.offset())));
        }
        return gaps;
    }

    private Map<Integer, Long> starts() {
        Map<TopicPartition, Long> wanted = offsets.offsetOutOfRangePartitions();
        Map<Integer, Long> starts = new HashMap<>();
        consumer.beginningOffsets(wanted.keySet(), ANSWER).forEach((partition, start) -> {
            if (start > wanted.get(partition)) {
                starts.put(partition.partition(), start);
            }
        });
        return starts;
    }

    private Map<Integer, Long> ends() {
        Map<Integer, Long> ends = new HashMap<>();
        consumer.endOffsets(offsets.offsetOutOfRangePartitions().keySet(), ANSWER)
                .forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }
}
