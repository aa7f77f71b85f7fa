package dev.taskcast.proof;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * All events that were published. The events of each series have the numbers 1, 2, 3 and so on. Thread-safe.
 *
 * <p>An event counts before its publisher sends it, so no device can know of it earlier. One publisher writes a series.
 * Before it sends an event, it knows the fate of the event before it, or has noted a doubt about it.
 */
final class Ledger {
    private final Map<String, Integer> sent = new HashMap<>();
    private final Map<String, BitSet> doubts = new HashMap<>();
    private long total;

    /** Returns the number of the next event of {@code series}, which is about to be sent. */
    synchronized int next(String series) {
        total++;
        return sent.merge(series, 1, Integer::sum);
    }

    /** Notes that an event may be in the topic or not. It may come once, at any place, or never. */
    synchronized void doubt(String series, int number) {
        doubts.computeIfAbsent(series, any -> new BitSet()).set(number);
    }

    synchronized boolean isDoubtful(String series, int number) {
        return doubts.containsKey(series) && doubts.get(series).get(number);
    }

    /** The number of events of {@code series} that were sent so far. */
    synchronized int sent(String series) {
        return sent.getOrDefault(series, 0);
    }

    /** The number of events of each series that were sent so far. */
    synchronized Map<String, Integer> sent() {
        return Map.copyOf(sent);
    }

    /** The number of events that were sent so far. */
    synchronized long total() {
        return total;
    }

    /** The number of events with an unknown fate. */
    synchronized long doubts() {
        return doubts.values().stream().mapToLong(BitSet::cardinality).sum();
    }
}
