package dev.taskcast.log;

import dev.taskcast.events.TaskEvent;
import dev.taskcast.wire.EventDetails;
import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ServerFrames;
import java.util.List;

/**
 * An event with the frame that every device of its audience is sent, encoded once.
 *
 * <p>Immutable. What the frame says is not kept a second time.
 */
public final class FramedEntry extends Entry implements Delivery {
    /** Stands for an entry that was forgotten before it was read. */
    static final FramedEntry LOST = new FramedEntry(-1, new Source(-1, -1, -1), ServerFrames.heartbeat(""), List.of());

    /** Object headers, references, the frame, its string and its array, the slot in the window. Measured: docs/decisions/window.md. */
    private static final int OVERHEAD = 152;

    private final int bytes;
    private final Frame frame;

    FramedEntry(long sequence, Source source, Frame frame, List<Feed> feeds) {
        super(sequence, source, feeds);
        this.frame = frame;
        this.bytes = OVERHEAD + bytesIn(feeds) + (isLatin1(frame.text()) ? frame.length() : 2 * frame.length());
    }

    /** The entry of {@code event}, which is the last one that {@code after} covers. */
    FramedEntry(TaskLog.Tail after, Source source, TaskEvent event, List<Feed> feeds) {
        this(after.sequence(), source, ServerFrames.taskUpdate(event.update(), after.cursor()), feeds);
    }

    /** {@code other} with {@code frame}: for one reader, not for the window. */
    FramedEntry(Entry other, Frame frame) {
        super(other.sequence(), new Source(other.partition(), other.offset(), other.arrival()), other.feeds());
        this.frame = frame;
        this.bytes = other.bytes();
    }

    /** The {@code task_update} frame, with the cursor after this event. */
    @Override
    public Frame frame() {
        return frame;
    }

    /** What its frame says beside the task. It is read out of the text each time: for rare questions, not for every event. */
    public EventDetails event() {
        return frame.event().orElseThrow();
    }

    @Override
    int bytes() {
        return bytes;
    }

    /** The same with another cursor in its frame. */
    FramedEntry withCursor(String cursor) {
        return new FramedEntry(this, frame.withCursor(cursor));
    }

    /** It looks at every character: a loop that ends in the middle is slower for the many that are. */
    private static boolean isLatin1(String text) {
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            all |= text.charAt(i);
        }
        return all <= 0xff;
    }
}
