package dev.taskcast.kafka;

import dev.taskcast.events.OnceAMinute;
import dev.taskcast.events.SkippedRecords;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.events.UnusableRecordException.Reason;
import dev.taskcast.lines.LogFields;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Records that were skipped. They are counted by reason and logged once per reason and minute. The newest ones are
 * remembered. The log lines and the remembered records hold no content.
 *
 * <p>Thread-safe.
 */
@Singleton
final class UnusableRecords {
    private static final Logger LOGGER = Logger.getLogger(UnusableRecords.class.getName());

    private final InstantSource clock;
    private final SkippedRecords newest;
    private final Map<Reason, Long> counts = new EnumMap<>(Reason.class);
    private final Map<Reason, OnceAMinute> logged = new EnumMap<>(Reason.class);

    @Inject
    UnusableRecords(InstantSource clock, SkippedRecords newest) {
        this.clock = clock;
        this.newest = newest;
    }

    /** How many records were skipped for {@code reason}. */
    synchronized long total(Reason reason) {
        return counts.getOrDefault(reason, 0L);
    }

    /** Notes that {@code record} of the task topic was skipped, because it is not an event. */
    void skipped(SourceRecord record, UnusableRecordException failure) {
        newest.add(new SkippedRecords.Skipped(record.partition(), record.offset(), failure, clock.instant()));
        count(record, failure);
    }

    /** Notes that {@code record} of the topic of revocations was skipped. */
    void skippedControl(SourceRecord record, UnusableRecordException failure) {
        count(record, new UnusableRecordException(failure.reason(), "control topic: " + failure.getMessage()));
    }

    private synchronized void count(SourceRecord record, UnusableRecordException failure) {
        Reason reason = failure.reason();
        long total = counts.merge(reason, 1L, Long::sum);
        if (logged.computeIfAbsent(reason, any -> new OnceAMinute()).isDue(clock.instant())) {
            LogFields.log(
                    LOGGER,
                    Level.WARNING,
                    "TCAST1019W: Record skipped: {0} ({1}), partition {2}, offset {3,number,#}; {4,number,#} of this kind so far,"
                            + " the next one is logged in a minute at the earliest",
                    "reason",
                    reason,
                    "detail",
                    failure.getMessage(),
                    "partition_long",
                    record.partition(),
                    "offset_long",
                    record.offset(),
                    "total_long",
                    total);
        }
    }
}
