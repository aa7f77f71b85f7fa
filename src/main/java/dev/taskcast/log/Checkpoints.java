package dev.taskcast.log;

import dev.taskcast.wire.Cursor;
import java.util.ArrayList;
import java.util.List;

/**
 * The cursor after every 256th entry of the window, so that a resume finds where to begin without reading the cursors in frames.
 *
 * <p>Of two checkpoints the later one has seen more, so a binary search finds the last one that a client has seen as well.
 * {@link TaskLog} guards it.
 */
final class Checkpoints {
    private static final int EVERY = 256;

    /** Objects and their slot, the offsets apart. */
    private static final int BYTES_EACH = 80;

    private final List<Checkpoint> all = new ArrayList<>();
    private long bytes;

    /** Everything up to {@code sequence} is covered by {@code cursor}. */
    private record Checkpoint(long sequence, Cursor cursor) {
        int bytes() {
            return BYTES_EACH + Long.BYTES * cursor.partitions();
        }
    }

    /** A part of the log: what has a sequence after {@code after}, up to {@code upTo}. */
    record Range(long after, long upTo) {}

    /** Notes that {@code cursor} covers everything up to {@code sequence}, if it is the turn of that one. */
    void add(long sequence, Cursor cursor) {
        if (sequence % EVERY == 0) {
            Checkpoint checkpoint = new Checkpoint(sequence, cursor);
            all.add(checkpoint);
            bytes += checkpoint.bytes();
        }
    }

    /** Forgets what is before {@code sequence}. */
    void forgetBefore(long sequence) {
        while (!all.isEmpty() && all.get(0).sequence() < sequence) {
            bytes -= all.remove(0).bytes();
        }
    }

    void clear() {
        all.clear();
        bytes = 0;
    }

    /** The part of the log in which the first entry lies that {@code seen} does not cover, as far as it is known from here. */
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

    /** The memory that they are accounted with. */
    long bytes() {
        return bytes;
    }
}
