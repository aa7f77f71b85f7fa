package dev.taskcast.proof;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What was published: each series has the numbers 1, 2, 3 and so on. Thread-safe.
 *
 * <p>An event counts from the moment before its publisher sends it, so no device can know of it earlier. One publisher
 * writes a series. Before it sends a number, it knows the fate of the number before, or has noted a doubt about it.
 */
final class Ledger {
    private final Map<String, Integer> sent = new HashMap<>();
    private final Map<String, BitSet> doubts = new HashMap<>();
    private long total;

    /** The number of the next event of {@code series}, which is about to be sent. */
    synchronized int next(String series) {
        total++;
        return sent.merge(series, 1, Integer::sum);
    }

    /** Nobody knows whether this event is in the topic: it may come once, at any place, or never. */
    synchronized void doubt(String series, int number) {
        doubts.computeIfAbsent(series, any -> new BitSet()).set(number);
    }

    synchronized boolean isDoubtful(String series, int number) {
        return doubts.containsKey(series) && doubts.get(series).get(number);
    }

    /** How many events of {@code series} were sent so far. */
    synchronized int sent(String series) {
        return sent.getOrDefault(series, 0);
    }

    /** How many events of each series were sent so far. */
    synchronized Map<String, Integer> sent() {
        return Map.copyOf(sent);
    }

    /** How many events were sent so far. */
    synchronized long total() {
        return total;
    }

    /** How many events have an unknown fate. */
    synchronized long doubts() {
        return doubts.values().stream().mapToLong(BitSet::cardinality).sum();
    }
}
