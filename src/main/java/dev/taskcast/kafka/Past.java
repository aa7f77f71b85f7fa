package dev.taskcast.kafka;

import dev.taskcast.lines.LogFields;
import dev.taskcast.log.TaskLog;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * What the topic had when reading began. Until that was read, and all revocations, nobody is served. {@link LogWriter}
 * guards it.
 */
final class Past {
    private static final Logger LOGGER = Logger.getLogger(Past.class.getName());

    private final TaskLog log;
    private final BooleanSupplier revocationsWereRead;
    private boolean wasRead;
    private long[] ends = {};

    Past(TaskLog log, BooleanSupplier revocationsWereRead) {
        this.log = log;
        this.revocationsWereRead = revocationsWereRead;
    }

    boolean wasRead() {
        return wasRead;
    }

    /** Its end in each partition. */
    void endsAt(long[] offsets) {
        ends = offsets;
    }

    /** The topic has these ends now: what was cut off will not come any more. */
    void cutOff(long[] now) {
        ends = IntStream.range(0, ends.length)
                .mapToLong(partition -> Math.min(ends[partition], now[partition]))
                .toArray();
    }

    /** Looks whether it was read, and tells the log once. */
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
