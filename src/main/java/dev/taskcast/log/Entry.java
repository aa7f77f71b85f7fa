package dev.taskcast.log;

import dev.taskcast.wire.EventDetails;
import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ServerFrames;
import java.util.List;

/**
 * An event in the window: where it stands in the log of this replica and in Kafka, and the frame that every
 * device of its audience is sent, encoded once.
 *
 * <p>Immutable. What the frame says is not kept a second time.
 */
public final class Entry implements Delivery {
    /** Stands for an entry that was forgotten before it was read. */
    static final Entry LOST = new Entry(-1, new Source(-1, -1, -1), ServerFrames.heartbeat(""), List.of());

    /** Object headers, references, the frame, its string and its array, the slot in the window. Measured: docs/decisions/window.md. */
    private static final int OVERHEAD = 152;

    /** The reference in a feed's ring, which is half full or more while it grows, and never less than a quarter. */
    private static final int PER_FEED = 8;

    /** A list of feeds that belongs to this entry alone. */
    private static final int SEVERAL_FEEDS = 24;

    private final long sequence;
    private final int partition;
    private final int bytes;
    private final long offset;
    private final long arrival;
    private final Frame frame;
    private final List<Feed> feeds;

    /**
     * Where an entry comes from.
     *
     * @param arrival when it was appended, in milliseconds since the epoch
     */
    record Source(int partition, long offset, long arrival) {}

    /** The entry that is the {@code sequence}th in this replica's log, counted from 1 without gaps, for {@code feeds}. */
    Entry(long sequence, Source source, Frame frame, List<Feed> feeds) {
        this.sequence = sequence;
        this.partition = source.partition();
        this.offset = source.offset();
        this.arrival = source.arrival();
        this.frame = frame;
        this.feeds = feeds;
        this.bytes = OVERHEAD
                + PER_FEED * feeds.size()
                + (feeds.size() > 1 ? SEVERAL_FEEDS : 0)
                + (isLatin1(frame.text()) ? frame.length() : 2 * frame.length());
    }

    private Entry(Entry other, Frame frame) {
        this.sequence = other.sequence;
        this.partition = other.partition;
        this.offset = other.offset;
        this.arrival = other.arrival;
        this.frame = frame;
        this.feeds = other.feeds;
        this.bytes = other.bytes;
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

    /** The partition that its record was read from. */
    int partition() {
        return partition;
    }

    /** The offset of its record. */
    long offset() {
        return offset;
    }

    long sequence() {
        return sequence;
    }

    /** When it was appended, in milliseconds since the epoch. */
    long arrival() {
        return arrival;
    }

    List<Feed> feeds() {
        return feeds;
    }

    /** The memory that it is accounted with. */
    int bytes() {
        return bytes;
    }

    boolean isLost() {
        return sequence < 0;
    }

    /** The same with another cursor in its frame. */
    Entry withCursor(String cursor) {
        return new Entry(this, frame.withCursor(cursor));
    }

    private static boolean isLatin1(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return false;
            }
        }
        return true;
    }
}
