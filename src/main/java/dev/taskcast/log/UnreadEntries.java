package dev.taskcast.log;

import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Parses unread entries. It keeps no result, so reading never grows the window. But it finds out only once that an
 * entry is unusable.
 *
 * <p>Thread-safe.
 */
final class UnreadEntries {
    private static final int LOCKS = 64;

    /** Readers that meet an entry at the same time parse it one after the other. Several entries share a lock. */
    private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();

    private volatile LateReader reader = (record, users) -> {
        throw new IllegalStateException("No reader of unread entries was set");
    };

    void readBy(LateReader late) {
        reader = late;
    }

    /**
     * A parsed entry.
     *
     * @param epoch the epoch of the leader that wrote its record
     * @param event the event; empty if the record cannot be used
     */
    record Read(int epoch, Optional<TaskEvent> event) {}

    /** Parses {@code entry}; empty if it was forgotten. */
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
