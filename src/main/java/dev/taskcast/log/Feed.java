package dev.taskcast.log;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * The part of the window that concerns one user (or everyone), oldest first, and who reads it.
 *
 * <p>Concurrency: {@link TaskLog} adds, evicts, and changes the readers, always under its own monitor;
 * session threads look entries up at the same time. The ring is guarded by this feed's monitor, which is
 * held for a look-up only, never while anything is sent, so that appending never waits for a socket. The
 * array of readers is replaced, never changed, and read without a lock.
 */
final class Feed {
    private static final int INITIAL_CAPACITY = 4;
    static final LogReader[] NOBODY = {};

    private final String user;
    private Entry[] ring = new Entry[INITIAL_CAPACITY];
    private int head;
    private int size;
    private long evictedUpTo;
    private volatile LogReader[] readers = NOBODY;

    Feed(String user) {
        this.user = user;
    }

    String user() {
        return user;
    }

    LogReader[] readers() {
        return readers;
    }

    void add(LogReader reader) {
        LogReader[] more = Arrays.copyOf(readers, readers.length + 1);
        more[readers.length] = reader;
        readers = more;
    }

    boolean remove(LogReader reader) {
        LogReader[] fewer =
                Arrays.stream(readers).filter(other -> other != reader).toArray(LogReader[]::new);
        boolean removed = fewer.length < readers.length;
        readers = fewer.length == 0 ? NOBODY : fewer;
        return removed;
    }

    synchronized void add(Entry entry) {
        if (size == ring.length) {
            resize(size * 2);
        }
        ring[(head + size++) & (ring.length - 1)] = entry;
    }

    /** Forgets the oldest entry. */
    synchronized void evict() {
        evictedUpTo = at(0).sequence();
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        if (size * 4 <= ring.length && ring.length > INITIAL_CAPACITY) {
            resize(ring.length / 2);
        }
    }

    /** Whether somebody reads it or something is in it. */
    synchronized boolean isInUse() {
        return size > 0 || readers.length > 0;
    }

    /** The first entry after {@code sequence}; null if there is none, {@link Entry#LOST} if one was forgotten already. */
    synchronized Entry after(long sequence) {
        if (evictedUpTo > sequence) {
            return Entry.LOST;
        }
        return first(entry -> entry.sequence() > sequence);
    }

    /**
     * The first entry that satisfies {@code condition}, or null.
     *
     * <p>The condition is monotone: once an entry satisfies it, all later ones do. A binary search finds it.
     */
    synchronized Entry first(Predicate<Entry> condition) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (condition.test(at(middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low < size ? at(low) : null;
    }

    private void resize(int capacity) {
        Entry[] other = new Entry[capacity];
        for (int i = 0; i < size; i++) {
            other[i] = at(i);
        }
        ring = other;
        head = 0;
    }

    private Entry at(int index) {
        return ring[(head + index) & (ring.length - 1)];
    }
}
