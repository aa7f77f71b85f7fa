package dev.taskcast.proof;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Measures the time until all devices have what was published.
 *
 * <p>Each look sets a mark. Devices pass a mark when no device is behind it. One thread uses an instance.
 */
final class Delays {
    private final Oracle oracle;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private long worst;

    Delays(Oracle oracle) {
        this.oracle = oracle;
    }

    /** Sets a mark, and removes the marks that all devices have passed. */
    void look() {
        look(System.nanoTime());
    }

    /** Does the same at the time {@code now}, in nanoseconds. */
    void look(long now) {
        marks.add(new Mark(now, oracle.ledger().sent()));
        while (!marks.isEmpty() && oracle.behind(marks.peek().sent) == 0) {
            worst = Math.max(worst, now - marks.remove().at);
        }
        if (!marks.isEmpty()) {
            worst = Math.max(worst, now - marks.peek().at);
        }
    }

    /** The longest time so far. */
    Duration worst() {
        return Duration.ofNanos(worst);
    }

    private record Mark(long at, Map<String, Integer> sent) {}
}
