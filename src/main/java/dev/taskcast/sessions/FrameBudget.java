package dev.taskcast.sessions;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits how many characters of batches are in memory for all sockets together.
 *
 * <p>A batch is a copy of events in the log, made for one socket, and lives until that socket has taken it. If a
 * thousand devices catch up at the same time, there would be a thousand batches. So each batch gets a share of what is
 * left, and batches get smaller as more of them are in memory. A session without a share sends single events.
 * Single events are in no budget; sessions share the text of a long event.
 *
 * <p>Thread-safe.
 */
final class FrameBudget {
    /** The divisor of the heap's bytes; a character takes one or two bytes. */
    private static final int PART_OF_HEAP = 32;
    /** The divisor of what is left: no batch takes all of it. */
    private static final int PART_OF_REST = 16;

    private final long all;
    private final AtomicLong left;

    FrameBudget(long all) {
        this.all = all;
        left = new AtomicLong(all);
    }

    /** Creates a budget that fits the heap of this process. */
    static FrameBudget ofHeap() {
        return new FrameBudget(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /** Takes the share of one batch, at most {@code wanted} characters; {@link #giveBack} returns it. */
    int take(int wanted) {
        return share(left.getAndUpdate(rest -> rest - share(rest, wanted)), wanted);
    }

    /** Gives back a share or a part of it; a negative number if the batch became longer than its share. */
    void giveBack(int characters) {
        left.addAndGet(characters);
    }

    /** How many characters of batches are in memory. */
    long underWay() {
        return all - left.get();
    }

    private static int share(long rest, int wanted) {
        return (int) Math.max(0, Math.min(wanted, rest / PART_OF_REST));
    }
}
