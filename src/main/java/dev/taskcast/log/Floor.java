package dev.taskcast.log;

import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Frame;

/**
 * What a reader's client has seen beyond the log's own cursors. It starts as the cursor that the client sent.
 *
 * <p>The reader passes over entries below the floor, and raises the cursors of frames to it. The floor is lifted once a
 * cursor of the log covers it.
 *
 * <p>Only the reading thread uses it.
 */
final class Floor {
    /** Null while the floor is lifted. */
    private Cursor seen;

    /** Lays the floor: the client has seen everything that {@code cursor} covers. */
    void lay(Cursor cursor) {
        seen = cursor;
    }

    /** Lifts the floor: the log's own cursors cover everything that the client has seen. */
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

    /** The cursor of the floor, or the cursor of {@code latest} while the floor is lifted. */
    Cursor orThatOf(FramedEntry latest) {
        return seen == null ? FramedEntry.cursorOf(latest.frame()) : seen;
    }

    /** Gives {@code frame}, which comes from the log, a cursor that also covers the floor. */
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
