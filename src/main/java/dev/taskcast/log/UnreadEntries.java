package dev.taskcast.log;

import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads entries that are kept unread. What is made of one is not kept: the window's bytes do not grow because somebody reads. But
 * which one is unusable is found out once.
 *
 * <p>Safe for use by several threads.
 */
final class UnreadEntries {
    private static final int LOCKS = 64;

    /** Readers that meet an entry at the same time come one by one. Several entries share a lock. */
    private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();

    private volatile LateReader reader = (record, users) -> {
        throw new IllegalStateException("Nobody was named who reads what is kept unread");
    };

    void readBy(LateReader late) {
        reader = late;
    }

    /**
     * What one says.
     *
     * @param epoch of the leader that wrote its record
     * @param event what it says; empty if it cannot be used
     */
    record Read(int epoch, Optional<TaskEvent> event) {}

    /** What {@code entry} says; empty if it was forgotten. */
    Optional<Read> read(Entry entry) {
        synchronized (locks[(int) entry.sequence() & (LOCKS - 1)]) {
            Optional<Entry.Unread> kept = entry.unread();
            if (kept.isEmpty()) {
                return Optional.empty();
            }
            SourceRecord record = kept.get().record();
            Optional<TaskEvent> event = kept.get().isUnusable()
                    ? Optional.empty()
                    : reader.read(record, kept.get().users());
            if (event.isEmpty()) {
                entry.setUnusable();
            }
            return Optional.of(new Read(record.epoch(), event));
        }
    }
}
