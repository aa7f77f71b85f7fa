package dev.taskcast.log;

import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ServerFrames;
import java.util.List;

/**
 * An event in the window: its place in the log of this replica and in Kafka, and the frame that every
 * device of its audience is sent, encoded once.
 *
 * @param sequence its place in this replica's log, from 1, without gaps
 * @param partition the partition that it was read from
 * @param offset its place there
 * @param arrival when it was appended, in milliseconds since the epoch
 * @param frame the {@code task_update} frame, with the cursor after this event
 * @param feeds the feeds that it is in
 * @param bytes the memory that it is accounted with
 */
record Entry(long sequence, int partition, long offset, long arrival, Frame frame, List<Feed> feeds, int bytes) {
    /** Stands for an entry that was forgotten before it was read. */
    static final Entry LOST = new Entry(-1, -1, -1, -1, ServerFrames.heartbeat(""), List.of(), 0);

    /** Object headers, references, the frame, its string and its array, the slot in the window. Measured: docs/decisions/window.md. */
    private static final int OVERHEAD = 176;

    /** The reference in a feed's ring, which is half full or more while it grows, and never less than a quarter. */
    private static final int PER_FEED = 8;

    Entry(long sequence, int partition, long offset, long arrival, Frame frame, List<Feed> feeds) {
        this(sequence, partition, offset, arrival, frame, feeds, bytes(frame, feeds));
    }

    private static int bytes(Frame frame, List<Feed> feeds) {
        return OVERHEAD + PER_FEED * feeds.size() + (isLatin1(frame.text()) ? frame.length() : 2 * frame.length());
    }

    boolean isLost() {
        return sequence < 0;
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
