package dev.taskcast.sessions;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many calls into the container are under way for sessions. Whether there are any is asked before somebody looks for one that
 * does not return.
 *
 * <p>Thread-safe. Two counts instead of one: while other calls come and go, the sum of one could miss a call.
 */
final class RunningCalls {
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();

    void begin() {
        begun.increment();
    }

    void end() {
        ended.increment();
    }

    /** About how many there are. */
    long size() {
        // The ends first: what has ended by then had begun before the other count is read.
        long before = ended.sum();
        return begun.sum() - before;
    }

    /** Whether there are any; a call that began before and has not ended is always seen. */
    boolean any() {
        return size() != 0;
    }
}
