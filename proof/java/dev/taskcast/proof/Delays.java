package dev.taskcast.proof;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * The time until all devices have what was published. Each look sets a mark. A mark is passed when no device is behind
 * it. Used by one thread.
 */
final class Delays {
    private final Oracle oracle;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private long worst;

    Delays(Oracle oracle) {
        this.oracle = oracle;
    }

    /** Sets a mark, and looks which were passed. */
    void look() {
        look(System.nanoTime());
    }

    /** The same at {@code now}, in nanoseconds. */
    void look(long now) {
        marks.add(new Mark(now, oracle.ledger().sent()));
        while (!marks.isEmpty() && oracle.behind(marks.peek().sent) == 0) {
            worst = Math.max(worst, now - marks.remove().at);
        }
        if (!marks.isEmpty()) {
            worst = Math.max(worst, now - marks.peek().at);
        }
    }

    /** The longest time until now. */
    Duration worst() {
        return Duration.ofNanos(worst);
    }

    private record Mark(long at, Map<String, Integer> sent) {}
}
