package dev.taskcast.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The offsets at which a reader continues but which Kafka no longer has: it has deleted or lost the records. */
final class Gone {
    private static final Logger LOGGER = Logger.getLogger(Gone.class.getName());

    private final Consumer<byte[], byte[]> consumer;
    private final OffsetOutOfRangeException offsets;

    Gone(Consumer<byte[], byte[]> consumer, OffsetOutOfRangeException offsets) {
        this.consumer = consumer;
        this.offsets = offsets;
    }

    /**
     * Tells the log that the records at these offsets are gone. Returns whether reading must continue elsewhere.
     * {@code generation} is the generation in which the offsets were read.
     */
    boolean moves(LogWriter logWriter, int generation) {
        try {
            if (!(offsets instanceof LogTruncationException cut)) {
                return logWriter.deleted(generation, starts());
            }
            Map<Integer, Long> ends = new HashMap<>();
            cut.divergentOffsets().forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
            if (ends.isEmpty()) {
                logWriter.unknown(generation, ends());
            }
            return logWriter.truncated(generation, ends);
        } catch (KafkaException failed) {
            LOGGER.log(Level.FINE, "The start or the end of a partition is not known yet", failed);
            return false;
        }
    }

    private Map<Integer, Long> starts() {
        Map<TopicPartition, Long> wanted = offsets.offsetOutOfRangePartitions();
        Map<Integer, Long> starts = new HashMap<>();
        consumer.beginningOffsets(wanted.keySet()).forEach((partition, start) -> {
            if (start > wanted.get(partition)) {
                starts.put(partition.partition(), start);
            }
        });
        return starts;
    }

    private Map<Integer, Long> ends() {
        Map<Integer, Long> ends = new HashMap<>();
        consumer.endOffsets(offsets.offsetOutOfRangePartitions().keySet())
                .forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }
}
