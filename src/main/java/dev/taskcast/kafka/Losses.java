package dev.taskcast.kafka;

import dev.taskcast.lines.LogFields;
import dev.taskcast.log.Gap;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Records that could not be delivered, so that every client was told to reload. They are counted by cause, and logged
 * with partition and offsets, without content.
 *
 * <p>Thread-safe.
 */
@Singleton
final class Losses {
    private static final Logger LOGGER = Logger.getLogger(Losses.class.getName());

    private final Map<Cause, Long> counts = new EnumMap<>(Cause.class);

    /** Why records are missing. The lower-case name is the metric's value. */
    enum Cause {
        /** Kafka has deleted them before they were read. */
        DELETED,
        /** Kafka has lost them after they were read. */
        TRUNCATED,
        /** They cannot be read. */
        UNREADABLE,
        /** A defect of the gateway kept a record out of the log. */
        FAILED
    }

    /** How often records were lost for {@code cause}. */
    synchronized long total(Cause cause) {
        return counts.getOrDefault(cause, 0L);
    }

    /** Logs that the topic was replaced. No record is lost, but what clients know of the old topic no longer holds. */
    void replaced(String topic) {
        LogFields.log(
                LOGGER, Level.WARNING, "TCAST1006W: Topic {0} was replaced: every client reloads", "topic", topic);
    }

    /** Counts and logs a gap of {@code partition}, which was read up to {@code position}. */
    void missing(int partition, Gap gap, long position) {
        if (gap.wasRead()) {
            truncated(partition, gap.next(), position);
        } else {
            deleted(partition, position, gap.next());
        }
    }

    private void deleted(int partition, long from, long to) {
        count(Cause.DELETED);
        LogFields.log(
                LOGGER,
                Level.WARNING,
                "TCAST1007W: Records of partition {0} were deleted before they were read, offsets {1,number,#} to {2,number,#}: every client"
                        + " reloads",
                "partition_long",
                partition,
                "offset_long",
                from,
                "last_offset_long",
                to - 1);
    }

    private void truncated(int partition, long end, long readTo) {
        count(Cause.TRUNCATED);
        LogFields.log(
                LOGGER,
                Level.WARNING,
                "TCAST1008W: Kafka has lost records of partition {0}, which ends at {1,number,#} and was read to {2,number,#}: every client"
                        + " reloads",
                "partition_long",
                partition,
                "offset_long",
                end,
                "read_to_long",
                readTo);
    }

    void unreadable(int partition, long from, long to) {
        count(Cause.UNREADABLE);
        LogFields.log(
                LOGGER,
                Level.SEVERE,
                "TCAST1009E: Unreadable records of partition {0} were skipped, offsets {1,number,#} to {2,number,#}: every client reloads",
                "partition_long",
                partition,
                "offset_long",
                from,
                "last_offset_long",
                to - 1);
    }

    void failed(FailedRecord record, int tries) {
        count(Cause.FAILED);
        LogFields.log(
                LOGGER,
                Level.SEVERE,
                record.defect(),
                "TCAST1010E: A record was skipped after an unexpected failure, partition {0}, offset {1,number,#}, tried {2}"
                        + " times: every client reloads",
                "partition_long",
                record.partition(),
                "offset_long",
                record.offset(),
                "tries_long",
                tries);
    }

    private synchronized void count(Cause cause) {
        counts.merge(cause, 1L, Long::sum);
    }
}
