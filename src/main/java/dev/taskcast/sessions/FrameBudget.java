package dev.taskcast.sessions;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many characters of batches may be under way to all sockets together.
 *
 * <p>A batch is a copy of what the log has, made for one socket, and it lives until that socket has taken it. A thousand
 * devices that catch up at once would have a thousand of them. So each gets a share of what is left: batches get
 * smaller when more of them are under way, and who gets no share is sent single events, of which the long ones are shared.
 *
 * <p>Thread-safe.
 */
final class FrameBudget {
    /** Of the heap's bytes: a character takes one of them, or two. */
    private static final int PART_OF_HEAP = 32;
    /** Of what is left, for each: nobody takes it all. */
    private static final int PART_OF_REST = 16;

    private final long all;
    private final AtomicLong left;

    FrameBudget(long all) {
        this.all = all;
        left = new AtomicLong(all);
    }

    /** One that fits the heap of this process. */
    static FrameBudget ofHeap() {
        return new FrameBudget(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /** Takes as many characters as there are for one batch, at most {@code wanted}; {@link #giveBack} ends that. */
    int take(int wanted) {
        return share(left.getAndUpdate(rest -> rest - share(rest, wanted)), wanted);
    }

    /** Gives back what was taken, or a part of it; less than nothing when a batch became longer than its share. */
    void giveBack(int characters) {
        left.addAndGet(characters);
    }

    /** Characters of the batches that are under way. */
    long underWay() {
        return all - left.get();
    }

    private static int share(long rest, int wanted) {
        return (int) Math.max(0, Math.min(wanted, rest / PART_OF_REST));
    }
}
