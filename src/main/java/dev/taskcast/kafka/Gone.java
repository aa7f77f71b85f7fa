package dev.taskcast.kafka;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Offsets that a reader stood at, and that Kafka does not have: deleted, or lost. */
final class Gone {
    private static final Logger LOGGER = Logger.getLogger(Gone.class.getName());

    private final Consumer<byte[], byte[]> consumer;
    private final OffsetOutOfRangeException offsets;

    Gone(Consumer<byte[], byte[]> consumer, OffsetOutOfRangeException offsets) {
        this.consumer = consumer;
        this.offsets = offsets;
    }

    /** Tells the log that what was read in {@code generation}, or was to be read, is gone; whether it has another place now. */
    boolean moves(Completeness completeness, int generation) {
        try {
            return offsets instanceof LogTruncationException cut
                    ? completeness.truncated(generation, ends(cut))
                    : completeness.deleted(generation, starts());
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

    /** Where the leader knows nothing of what was read, all of it counts as lost, and it is at the end that reading goes on. */
    private Map<Integer, Long> ends(LogTruncationException cut) {
        Map<Integer, Long> ends = new HashMap<>();
        Set<TopicPartition> unknown =
                new HashSet<>(offsets.offsetOutOfRangePartitions().keySet());
        unknown.removeAll(cut.divergentOffsets().keySet());
        if (!unknown.isEmpty()) {
            consumer.endOffsets(unknown).forEach((partition, end) -> ends.put(partition.partition(), end));
        }
        cut.divergentOffsets().forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        return ends;
    }
}
