package dev.taskcast.log;

import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.EventDetails;
import dev.taskcast.wire.Frame;

/**
 * An event with the frame that a device of its audience is sent.
 *
 * @param partition the partition that its record was read from
 * @param offset the offset of its record
 * @param timestamp that of its record, in milliseconds since the epoch
 * @param arrival when it was appended, likewise
 * @param isReplayed whether it was appended before its reader began
 * @param frame the {@code task_update} frame, with the cursor after this event
 */
public record FramedEntry(int partition, long offset, long timestamp, long arrival, boolean isReplayed, Frame frame)
        implements Delivery {
    static FramedEntry of(Entry entry, boolean isReplayed, Frame frame) {
        return new FramedEntry(
                entry.partition(), entry.offset(), entry.timestamp(), entry.arrival(), isReplayed, frame);
    }

    /** The cursor of {@code frame}, which is one of the log. */
    static Cursor cursorOf(Frame frame) {
        return Cursor.parse(frame.cursor())
                .orElseThrow(() -> new IllegalStateException("The log holds only cursors of its own"));
    }

    /** What its frame says beside the task. It is read out of the text each time: for rare questions, not for every event. */
    public EventDetails event() {
        return frame.event().orElseThrow();
    }
}
