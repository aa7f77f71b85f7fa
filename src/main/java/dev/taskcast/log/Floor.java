package dev.taskcast.log;

import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Frame;

/**
 * What the client of a reader has seen that the log's own cursors do not tell: at first the cursor that the client came with.
 *
 * <p>Entries under it are passed over, and the cursors of frames are raised to it. It is lifted when a cursor of the log covers it.
 *
 * <p>For the thread that reads.
 */
final class Floor {
    /** Null while it is lifted. */
    private Cursor seen;

    /** The client has seen what {@code cursor} covers. */
    void lay(Cursor cursor) {
        seen = cursor;
    }

    /** The log's own cursors cover all that the client has seen. */
    void lift() {
        seen = null;
    }

    boolean isLifted() {
        return seen == null;
    }

    /** Whether the client has seen {@code entry} elsewhere. */
    boolean has(Entry entry) {
        return seen != null && entry.offset() < seen.next(entry.partition());
    }

    /** The cursor of the floor, or that of {@code latest} while it is lifted. */
    Cursor orThatOf(FramedEntry latest) {
        return seen == null ? FramedEntry.cursorOf(latest.frame()) : seen;
    }

    /** {@code frame}, which is one of the log, with a cursor that covers the floor too. */
    Frame raise(Frame frame) {
        if (seen == null) {
            return frame;
        }
        Cursor cursor = FramedEntry.cursorOf(frame);
        if (cursor.covers(seen)) {
            seen = null;
            return frame;
        }
        seen = seen.union(cursor);
        return frame.withCursor(seen.encode());
    }
}
