package dev.taskcast.log;

import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.EventDetails;
import dev.taskcast.wire.Frame;

/**
 * An event with the frame that a device of its audience receives.
 *
 * @param partition the partition of its record
 * @param offset the offset of its record
 * @param timestamp the timestamp of its record, in milliseconds since the epoch
 * @param arrival when it was appended, in milliseconds since the epoch
 * @param isReplayed whether it was appended before its reader began
 * @param frame the {@code task_update} frame, with the cursor after this event
 */
public record FramedEntry(int partition, long offset, long timestamp, long arrival, boolean isReplayed, Frame frame)
        implements Delivery {
    static FramedEntry of(Entry entry, boolean isReplayed, Frame frame) {
        return new FramedEntry(
                entry.partition(), entry.offset(), entry.timestamp(), entry.arrival(), isReplayed, frame);
    }

    /** The cursor of {@code frame}, which comes from the log. */
    static Cursor cursorOf(Frame frame) {
        return Cursor.parse(frame.cursor())
                .orElseThrow(() -> new IllegalStateException("The log holds only cursors of its own"));
    }

    /**
     * The details of its frame besides the task. Each call parses the text: use it for rare questions, not for every
     * event.
     */
    public EventDetails event() {
        return frame.event().orElseThrow();
    }
}
