package dev.taskcast.log;

import dev.taskcast.wire.Cursor;
import java.util.ArrayList;
import java.util.List;

/**
 * The cursor after every 256th entry of the window. A resume finds its start with them and need not parse the cursors
 * in frames.
 *
 * <p>A later checkpoint covers every earlier one, so a binary search finds the last one that a client has seen too.
 * {@link TaskLog} guards this object.
 */
final class Checkpoints {
    private static final int EVERY = 256;

    /** The objects of one checkpoint and their slot, without the offsets. */
    private static final int BYTES_EACH = 80;

    private final List<Checkpoint> all = new ArrayList<>();
    private long bytes;

    /** States that {@code cursor} covers everything up to {@code sequence}. */
    private record Checkpoint(long sequence, Cursor cursor) {
        int bytes() {
            return BYTES_EACH + Long.BYTES * cursor.partitions();
        }
    }

    /** A part of the log: the sequences after {@code after}, up to {@code upTo}. */
    record Range(long after, long upTo) {}

    /** Adds a checkpoint if {@code sequence} is a multiple of 256; {@code cursor} covers everything up to it. */
    void add(long sequence, Cursor cursor) {
        if (sequence % EVERY == 0) {
            Checkpoint checkpoint = new Checkpoint(sequence, cursor);
            all.add(checkpoint);
            bytes += checkpoint.bytes();
        }
    }

    /** Removes the checkpoints before {@code sequence}. */
    void forgetBefore(long sequence) {
        while (!all.isEmpty() && all.get(0).sequence() < sequence) {
            bytes -= all.remove(0).bytes();
        }
    }

    void clear() {
        all.clear();
        bytes = 0;
    }

    /**
     * The part of the log that holds the first entry that {@code seen} does not cover, as far as checkpoints can tell.
     */
    Range firstUncovered(Cursor seen) {
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (seen.covers(all.get(middle).cursor())) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return new Range(
                low == 0 ? 0 : all.get(low - 1).sequence(),
                low == all.size() ? Long.MAX_VALUE : all.get(low).sequence());
    }

    /** The memory that the checkpoints are charged with, in bytes. */
    long bytes() {
        return bytes;
    }
}
