package dev.taskcast.proof;

import dev.taskcast.proof.Finding.Kind;
import java.util.List;
import java.util.Map;

/**
 * What the oracle says in the end.
 *
 * @param devices how many it watched
 * @param due deliveries that there had to be without any reset
 * @param delivered deliveries that there were
 * @param pardoned resets that a fault gave a reason for
 * @param doubts events whose publisher never learned whether they are in the topic
 * @param counts what was wrong; empty if nothing was
 * @param first the first things that were wrong
 */
record Verdict(
        int devices,
        long due,
        long delivered,
        long pardoned,
        long doubts,
        Map<Kind, Long> counts,
        List<Finding> first) {
    /** A verdict that does not change any more. */
    Verdict {
        counts = Map.copyOf(counts);
        first = List.copyOf(first);
    }

    /** Whether the promise was kept, by a run in which there was something to keep. */
    boolean isGood() {
        return counts.isEmpty() && delivered > 0;
    }
}
