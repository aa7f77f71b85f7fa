package dev.taskcast.log;

import dev.taskcast.wire.EventDetails;
import dev.taskcast.wire.Frame;

/**
 * An event with the frame that a device of its audience is sent.
 *
 * @param partition the partition that its record was read from
 * @param offset the offset of its record
 * @param frame the {@code task_update} frame, with the cursor after this event
 */
public record FramedEntry(int partition, long offset, Frame frame) implements Delivery {
    FramedEntry(Entry entry, Frame frame) {
        this(entry.partition(), entry.offset(), frame);
    }

    /** What its frame says beside the task. It is read out of the text each time: for rare questions, not for every event. */
    public EventDetails event() {
        return frame.event().orElseThrow();
    }
}
