package dev.taskcast.kafka;

import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What of the topic could not be delivered, so that every client was told to reload: counted by cause, and logged with partition
 * and offsets, without content.
 *
 * <p>Thread-safe.
 */
@Singleton
final class Losses {
    private static final Logger LOGGER = Logger.getLogger(Losses.class.getName());

    private final Map<Cause, Long> counts = new EnumMap<>(Cause.class);

    /** Why records are missing; the lower-case name is the metric's value. */
    enum Cause {
        /** Kafka has deleted them before they were read. */
        DELETED,
        /** Kafka has lost them after they were read. */
        TRUNCATED,
        /** They cannot be read. */
        UNREADABLE,
        /** A defect of ours kept one from being taken. */
        FAILED
    }

    /** How often records were lost for {@code cause}. */
    synchronized long total(Cause cause) {
        return counts.getOrDefault(cause, 0L);
    }

    void deleted(int partition, long from, long to) {
        count(Cause.DELETED);
        LOGGER.log(
                Level.WARNING,
                "TASKCAST Records of partition {0} were deleted before they were read, offsets {1,number,#} to {2,number,#}: every client"
                        + " reloads",
                new Object[] {partition, from, to - 1});
    }

    void truncated(int partition, long end, long readTo) {
        count(Cause.TRUNCATED);
        LOGGER.log(
                Level.WARNING,
                "TASKCAST Kafka has lost records of partition {0}, which ends at {1,number,#} and was read to {2,number,#}: every client"
                        + " reloads",
                new Object[] {partition, end, readTo});
    }

    void unreadable(int partition, long from, long to) {
        count(Cause.UNREADABLE);
        LOGGER.log(
                Level.SEVERE,
                "TASKCAST Unreadable records of partition {0} were skipped, offsets {1,number,#} to {2,number,#}: every client reloads",
                new Object[] {partition, from, to - 1});
    }

    void failed(FailedRecord record, int tries) {
        count(Cause.FAILED);
        LOGGER.log(
                Level.SEVERE,
                "TASKCAST A record was skipped after an unexpected failure, partition " + record.partition()
                        + ", offset " + record.offset() + ", tried " + tries + " times: every client reloads",
                record.defect());
    }

    private synchronized void count(Cause cause) {
        counts.merge(cause, 1L, Long::sum);
    }
}
