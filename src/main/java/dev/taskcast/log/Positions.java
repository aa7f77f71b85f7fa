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

    /** Positions at the first offsets to be read. */
    Positions(TopicIdentity topic, long[] from) {
        this.topic = topic;
        this.start = from.clone();
        this.next = from.clone();
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

    long[] next() {
        return next.clone();
    }

    /** Makes room for partitions that were added to the topic; they are read from their first offset. */
    void grow(int partitions) {
        if (partitions > next.length) {
            start = Arrays.copyOf(start, partitions);
            next = Arrays.copyOf(next, partitions);
        }
    }

    /** Moves past a record; false when it was read before. */
    boolean advance(int partition, long offset) {
        grow(partition + 1);
        if (offset < next[partition]) {
            return false;
        }
        next[partition] = offset + 1;
        return true;
    }

    /** Moves to {@code offset}: all that is before it was read, or is no record. */
    void skip(int partition, long offset) {
        grow(partition + 1);
        next[partition] = Math.max(next[partition], offset);
    }

    /** The window is complete only from {@code offset} on. */
    void startAt(int partition, long offset) {
        grow(partition + 1);
        start[partition] = Math.max(start[partition], offset);
    }

    /**
     * Goes back to {@code offset}, where the partition ends now, although it was read further. A cursor from before
     * names records that are no more, so none is believed until it is past all of them.
     */
    void truncate(int partition, long offset) {
        start[partition] = Math.max(start[partition], next[partition] + 1);
        next[partition] = offset;
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
