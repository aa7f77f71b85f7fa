package dev.taskcast.log;

import dev.taskcast.wire.Cursor;

/** The end offsets of the partitions, as look number {@code version} at the topic found them. */
record KnownEnds(long version, long[] offsets) {
    /** Whether the topic has, or had, everything that {@code cursor} claims to have seen. */
    boolean exist(Cursor cursor) {
        for (int partition = 0; partition < cursor.partitions(); partition++) {
            long end = partition < offsets.length ? offsets[partition] : 0;
            if (cursor.next(partition) > end) {
                return false;
            }
        }
        return true;
    }
}
