package dev.taskcast.kafka;

import dev.taskcast.lines.LogFields;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How often the next record of each partition was tried.
 *
 * <p>Not thread-safe: {@link LogWriter} guards it.
 */
final class Tries {
    /** How often a record is tried. */
    static final int MOST = 3;

    private static final Logger LOGGER = Logger.getLogger(Tries.class.getName());

    private final Map<Integer, Tried> byPartition = new HashMap<>();

    private record Tried(long offset, int times) {}

    /** Counts a failure, and returns whether it was the last try. It logs the first failure of a record. */
    boolean isLast(FailedRecord record) {
        Tried before = byPartition.get(record.partition());
        int times = before != null && before.offset() == record.offset() ? before.times() + 1 : 1;
        if (times == 1) {
            log(record);
        }
        if (times < MOST) {
            byPartition.put(record.partition(), new Tried(record.offset(), times));
            return false;
        }
        byPartition.remove(record.partition());
        return true;
    }

    /** Forgets the records of a topic that no longer exists. */
    void clear() {
        byPartition.clear();
    }

    private static void log(FailedRecord record) {
        LogFields.log(
                LOGGER,
                Level.WARNING,
                record.defect(),
                "TCAST1017W: A record failed unexpectedly and is tried again, partition {0}, offset {1,number,#}",
                "partition_long",
                record.partition(),
                "offset_long",
                record.offset());
    }
}
