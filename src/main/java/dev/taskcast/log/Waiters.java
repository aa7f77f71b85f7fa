package dev.taskcast.log;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The readers whose cursor is ahead of the log, each with the offset that has to be reached before it is worth asking again.
 *
 * <p>A reader waits for one partition at a time. What moves the log hands over those that wait for just that offset and looks at no
 * other one, so a reader is asked again at most once for each partition, and once at each look at the topic. {@link TaskLog} guards
 * all but {@link #wake}, which runs when the log's monitor was released.
 */
final class Waiters {
    private static final Comparator<Waiter> BY_OFFSET =
            Comparator.comparingLong(Waiter::offset).thenComparingLong(Waiter::number);

    private final Map<Integer, NavigableSet<Waiter>> partitions = new HashMap<>();
    private final Map<LogReader, Waiter> readers = new HashMap<>();
    private final Queue<Runnable> reached = new ConcurrentLinkedQueue<>();
    private long numbers;

    /** {@code again} is run when the log has the records of {@code partition} before {@code offset}. */
    private record Waiter(LogReader reader, int partition, long offset, long number, Runnable again) {}

    /** Has {@code reader} wait until everything before {@code offset} of {@code partition} was read. */
    void add(LogReader reader, int partition, long offset, Runnable again) {
        remove(reader);
        Waiter waiter = new Waiter(reader, partition, offset, numbers++, again);
        readers.put(reader, waiter);
        partitions.computeIfAbsent(partition, any -> new TreeSet<>(BY_OFFSET)).add(waiter);
    }

    void remove(LogReader reader) {
        Waiter waiter = readers.remove(reader);
        if (waiter != null) {
            partitions.get(waiter.partition()).remove(waiter);
        }
    }

    /** Says that {@code partition} was read up to {@code next}: who waits for that waits no longer. */
    void reached(int partition, long next) {
        NavigableSet<Waiter> waiting = partitions.get(partition);
        while (waiting != null && !waiting.isEmpty() && waiting.first().offset() <= next) {
            Waiter waiter = waiting.pollFirst();
            readers.remove(waiter.reader());
            reached.add(waiter.again());
        }
    }

    /** Says that nobody waits any longer. */
    void allReached() {
        readers.values().forEach(waiter -> reached.add(waiter.again()));
        readers.clear();
        partitions.clear();
    }

    /** Tells those that wait no longer. Not under the log's monitor. */
    void wake() {
        for (Runnable again = reached.poll(); again != null; again = reached.poll()) {
            Wake.quietly(again);
        }
    }

    /** How many wait. */
    int size() {
        return readers.size();
    }
}
