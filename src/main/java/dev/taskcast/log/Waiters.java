package dev.taskcast.log;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The readers whose cursor is ahead of the log. Each waits for an offset: before the log reaches it, another try would
 * fail.
 *
 * <p>A reader waits for one partition at a time. When the log moves, it releases only the readers of the offsets that
 * it reached. So a reader is asked again at most once for each partition, and once for each look at the topic.
 *
 * <p>{@link TaskLog} guards all methods but {@link #wake}, which runs after the log's monitor was released.
 */
final class Waiters {
    private static final Comparator<Waiter> BY_OFFSET =
            Comparator.comparingLong(Waiter::offset).thenComparingLong(Waiter::number);

    private final Map<Integer, NavigableSet<Waiter>> partitions = new HashMap<>();
    private final Map<LogReader, Waiter> readers = new HashMap<>();
    private final Queue<Runnable> reached = new ConcurrentLinkedQueue<>();
    private long numbers;

    /** Runs {@code again} once the log has the records of {@code partition} before {@code offset}. */
    private record Waiter(LogReader reader, int partition, long offset, long number, Runnable again) {}

    /** Makes {@code reader} wait until everything before {@code offset} of {@code partition} was read. */
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

    /** Releases the readers that wait for an offset of {@code partition} up to {@code next}. */
    void reached(int partition, long next) {
        NavigableSet<Waiter> waiting = partitions.get(partition);
        while (waiting != null && !waiting.isEmpty() && waiting.first().offset() <= next) {
            Waiter waiter = waiting.pollFirst();
            readers.remove(waiter.reader());
            reached.add(waiter.again());
        }
    }

    /** Releases all readers. */
    void allReached() {
        readers.values().forEach(waiter -> reached.add(waiter.again()));
        readers.clear();
        partitions.clear();
    }

    /** Tells the released readers. Call it without the log's monitor. */
    void wake() {
        for (Runnable again = reached.poll(); again != null; again = reached.poll()) {
            Wake.quietly(again);
        }
    }

    /** How many readers wait. */
    int size() {
        return readers.size();
    }
}
