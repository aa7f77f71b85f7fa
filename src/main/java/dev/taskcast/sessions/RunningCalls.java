package dev.taskcast.sessions;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many of the sessions' calls into the container are under way. While there is no such call, nobody looks for stuck
 * calls.
 *
 * <p>Thread-safe. It has two counts instead of one: the sum of a single count could miss a call while others begin and
 * end.
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

    /** About how many calls are under way. */
    long size() {
        // Read the ends first: a call that has ended by then began before the other count is read.
        long before = ended.sum();
        return begun.sum() - before;
    }

    /** Whether a call is under way; a call that began earlier and has not ended is always seen. */
    boolean any() {
        return size() != 0;
    }
}
