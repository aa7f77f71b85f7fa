package dev.taskcast.kafka;

import java.util.BitSet;

/**
 * Of which partitions the channel is known to hand over every record, so that a gap in their offsets holds
 * none. Thread-safe.
 *
 * <p>A new assignment of partitions, trouble with the broker, or another topic puts all of them in doubt
 * until the gap before the channel's next record was looked at.
 */
final class Continuity {
    private final BitSet proven = new BitSet();
    private int assignments = -1;

    synchronized boolean isProven(int partition) {
        int count = Assignments.count();
        if (count != assignments) {
            assignments = count;
            proven.clear();
        }
        return proven.get(partition);
    }

    synchronized void prove(int partition) {
        proven.set(partition);
    }

    synchronized void doubt() {
        proven.clear();
    }
}
