package dev.taskcast.proof;

import dev.taskcast.proof.Finding.Kind;
import java.util.List;
import java.util.Map;

/**
 * The last statement of the oracle about a run.
 *
 * @param devices the number of devices that it watched
 * @param delivered the number of deliveries that the run had
 * @param pardoned the number of resets for which a fault gave a reason
 * @param changes the number of times that a device changed its filter
 * @param doubts the number of events whose publisher never learned whether they are in the topic
 * @param counts the number of findings of each kind; empty if there is no finding
 * @param first the first findings of each kind
 */
record Verdict(
        int devices,
        long delivered,
        long pardoned,
        long changes,
        long doubts,
        Map<Kind, Long> counts,
        List<Finding> first) {
    /** Copies the collections, so that a verdict never changes. */
    Verdict {
        counts = Map.copyOf(counts);
        first = List.copyOf(first);
    }

    /** Whether the promise was kept, and the run had deliveries. */
    boolean isGood() {
        return counts.isEmpty() && delivered > 0;
    }
}
