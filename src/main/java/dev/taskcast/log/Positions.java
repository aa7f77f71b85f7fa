package dev.taskcast.log;

import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.TopicIdentity;
import java.util.Arrays;

/**
 * How far each partition of one topic was read, and from where on the window holds it completely.
 *
 * <p>Not thread-safe: {@link TaskLog} guards it.
 */
final class Positions {
    private final TopicIdentity topic;
    private long[] start;
    private long[] next;
    /** Whether the next record may follow after offsets that hold no record (transaction markers). */
    private boolean[] contiguous;

    /** Positions at the first offsets to be read. */
    Positions(TopicIdentity topic, long[] from) {
        this.topic = topic;
        this.start = from.clone();
        this.next = from.clone();
        this.contiguous = new boolean[from.length];
    }

    TopicIdentity topic() {
        return topic;
    }

    int partitions() {
        return next.length;
    }

    long next(int partition) {
        return partition < next.length ? next[partition] : 0;
    }

    long start(int partition) {
        return partition < start.length ? start[partition] : 0;
    }

    /** Makes room for partitions that were added to the topic; they are read from their first offset. */
    void grow(int partitions) {
        if (partitions > next.length) {
            start = Arrays.copyOf(start, partitions);
            next = Arrays.copyOf(next, partitions);
            contiguous = Arrays.copyOf(contiguous, partitions);
        }
    }

    /** What a record at this place is. */
    enum Arrival {
        NEXT,
        DUPLICATE,
        AFTER_A_HOLE
    }

    /** Moves past a record; after a hole the window is complete only from this record on. */
    Arrival advance(int partition, long offset) {
        grow(partition + 1);
        if (offset < next[partition]) {
            return Arrival.DUPLICATE;
        }
        boolean hole = offset > next[partition] && !contiguous[partition];
        if (hole) {
            start[partition] = offset;
        }
        contiguous[partition] = true;
        next[partition] = offset + 1;
        return hole ? Arrival.AFTER_A_HOLE : Arrival.NEXT;
    }

    /** From now on no partition is missing a record before its next one. */
    void confirm() {
        Arrays.fill(contiguous, true);
    }

    /** From now on the next record of any partition may come after some that were passed over. */
    void doubt() {
        Arrays.fill(contiguous, false);
    }

    /** The entry at this place is not in the window any more. */
    void forget(int partition, long offset) {
        start[partition] = Math.max(start[partition], offset + 1);
    }

    /** Whether every partition was read up to {@code ends}. */
    boolean reached(long[] ends) {
        for (int partition = 0; partition < ends.length; partition++) {
            if (next(partition) < ends[partition]) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code cursor} was handed out by somebody who had read further than this. */
    boolean isBehind(Cursor cursor) {
        for (int partition = 0; partition < cursor.partitions(); partition++) {
            if (cursor.next(partition) > next(partition)) {
                return true;
            }
        }
        return false;
    }

    /** Whether everything after {@code cursor} is still in the window. */
    boolean holds(Cursor cursor) {
        for (int partition = 0; partition < next.length; partition++) {
            if (cursor.next(partition) < start[partition]) {
                return false;
            }
        }
        return true;
    }

    Cursor cursor() {
        return new Cursor(topic, next);
    }
}
