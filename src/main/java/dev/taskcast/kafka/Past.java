package dev.taskcast.kafka;

import dev.taskcast.lines.LogFields;
import dev.taskcast.log.TaskLog;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * The records that the topic had when reading began. Until they and all revocations are read, clients are not served.
 * {@link LogWriter} guards this object.
 */
final class Past {
    private static final Logger LOGGER = Logger.getLogger(Past.class.getName());

    private static final long[] NONE = {};

    private final TaskLog log;
    private final BooleanSupplier revocationsWereRead;
    private boolean wasRead;
    private long[] ends = NONE;

    Past(TaskLog log, BooleanSupplier revocationsWereRead) {
        this.log = log;
        this.revocationsWereRead = revocationsWereRead;
    }

    boolean wasRead() {
        return wasRead;
    }

    /** The end of the past in each partition; empty if the past was read. */
    long[] unread() {
        return wasRead ? NONE : ends;
    }

    /** Sets the end of the past in each partition. */
    void endsAt(long[] offsets) {
        ends = offsets;
    }

    /** Lowers the end of the past to the topic's present ends: records that were cut off do not come any more. */
    void cutOff(long[] now) {
        ends = IntStream.range(0, ends.length)
                .mapToLong(partition -> Math.min(ends[partition], now[partition]))
                .toArray();
    }

    /** Checks whether the past is read, and tells the log once. */
    void look() {
        if (!wasRead
                && IntStream.range(0, ends.length).allMatch(partition -> log.nextOffset(partition) >= ends[partition])
                && revocationsWereRead.getAsBoolean()) {
            log.caughtUp();
            wasRead = true;
            LogFields.log(
                    LOGGER,
                    Level.INFO,
                    "TCAST1011I: The window was read from Kafka: {0} events",
                    "events_long",
                    log.statistics().events());
        }
    }
}
