package dev.taskcast.log;

import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ServerFrames;
import java.util.List;
import java.util.Optional;

/**
 * An event for users of whom nobody read here when it came: its record's value, unread. Each reader that meets it makes
 * its own frame.
 *
 * <p>Nothing that is made is kept: the window's bytes do not grow because somebody reads. Safe for use by several threads.
 */
final class UnreadEntry extends Entry {
    /** The object, its array, the slot in the window. Measured: docs/decisions/absent-users.md. */
    private static final int OVERHEAD = 128;

    private final int epoch;
    private final long timestamp;
    private final byte[] value;
    private final LateReader reader;
    private boolean isUnusable;

    UnreadEntry(long sequence, SourceRecord record, long arrival, List<Feed> feeds, LateReader reader) {
        super(sequence, new Source(record.partition(), record.offset(), arrival), feeds);
        this.epoch = record.epoch();
        this.timestamp = record.timestamp();
        this.value = record.value();
        this.reader = reader;
    }

    /** What it says; empty if it cannot be used, which is found out once. Readers that meet it at the same time come one by one. */
    synchronized Optional<TaskEvent> read() {
        if (isUnusable) {
            return Optional.empty();
        }
        SourceRecord record =
                new SourceRecord(partition(), offset(), epoch, timestamp, value, SourceRecord.Headers.NONE);
        Optional<TaskEvent> event =
                reader.read(record, feeds().stream().map(Feed::user).toList());
        isUnusable = event.isEmpty();
        return event;
    }

    /** The entry of {@code event}, which it says, with {@code cursor}. */
    FramedEntry framed(TaskEvent event, String cursor) {
        Frame frame = ServerFrames.taskUpdate(event.update(), cursor);
        return new FramedEntry(this, frame);
    }

    /** The epoch of the leader that wrote its record. */
    int epoch() {
        return epoch;
    }

    @Override
    int bytes() {
        return OVERHEAD + bytesIn(feeds()) + value.length;
    }
}
