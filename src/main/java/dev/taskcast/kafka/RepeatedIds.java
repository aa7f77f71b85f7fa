package dev.taskcast.kafka;

import dev.taskcast.events.OnceAMinute;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.lines.LogFields;
import dev.taskcast.log.Deduplication.Verdict;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * CloudEvents whose {@code source} and {@code id} were used before, counted by outcome. Events that are not copies are
 * logged, once a minute.
 *
 * <p>The reading thread counts; any thread may read the counts.
 */
final class RepeatedIds {
    private static final Logger LOGGER = Logger.getLogger(RepeatedIds.class.getName());

    private final AtomicLong copies = new AtomicLong();
    private final AtomicLong reused = new AtomicLong();
    private final OnceAMinute logged = new OnceAMinute();

    /** How many events were copies and were dropped. */
    long copies() {
        return copies.get();
    }

    /** How many events had other content and were delivered. */
    long reused() {
        return reused.get();
    }

    void count(Verdict verdict, SourceRecord record, long now) {
        if (verdict == Verdict.COPY) {
            copies.incrementAndGet();
        } else if (verdict == Verdict.ID_REUSED) {
            long total = reused.incrementAndGet();
            if (logged.isDue(Instant.ofEpochMilli(now))) {
                log(record, total);
            }
        }
    }

    private static void log(SourceRecord record, long total) {
        LogFields.log(
                LOGGER,
                Level.WARNING,
                "TCAST1012W: Event id used again (id_reused): partition {0}, offset {1,number,#} has the source and id of"
                        + " another event; it is delivered. {2,number,#} so far, the next one is logged in a minute at the"
                        + " earliest",
                "partition_long",
                record.partition(),
                "offset_long",
                record.offset(),
                "total_long",
                total);
    }
}
