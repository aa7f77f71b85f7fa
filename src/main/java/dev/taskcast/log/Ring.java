package dev.taskcast.log;

import java.util.function.Predicate;

/**
 * Entries in the order of their sequence, oldest first, in an array that grows and shrinks.
 *
 * <p>Not thread-safe. Only {@link #reserve} takes memory: after it {@link #add} cannot fail.
 */
class Ring {
    private static final int INITIAL_CAPACITY = 4;

    private Entry[] entries = new Entry[INITIAL_CAPACITY];
    private int head;
    private int size;

    /** Makes room for one more entry. */
    void reserve() {
        if (size == entries.length) {
            resize(size * 2);
        }
    }

    void add(Entry entry) {
        reserve();
        entries[(head + size++) & (entries.length - 1)] = entry;
    }

    /** Takes the oldest entry out. */
    Entry removeOldest() {
        Entry oldest = entries[head];
        entries[head] = null;
        head = (head + 1) & (entries.length - 1);
        size--;
        if (size * 4 <= entries.length && entries.length > INITIAL_CAPACITY) {
            shrink();
        }
        return oldest;
    }

    /** The oldest entry; null if there is none. */
    Entry oldest() {
        return entries[head];
    }

    int size() {
        return size;
    }

    /**
     * The first entry that satisfies {@code condition}, or null.
     *
     * <p>The condition is monotone: once an entry satisfies it, all later ones do. A binary search finds it.
     */
    Entry first(Predicate<Entry> condition) {
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

    /** Where memory is short the array stays as it is: an eviction that is under way must come to its end. */
    private void shrink() {
        try {
            resize(entries.length / 2);
        } catch (OutOfMemoryError noRoom) {
            // The next eviction tries again.
        }
    }

    private void resize(int capacity) {
        Entry[] other = new Entry[capacity];
        for (int i = 0; i < size; i++) {
            other[i] = at(i);
        }
        entries = other;
        head = 0;
    }

    private Entry at(int index) {
        return entries[(head + index) & (entries.length - 1)];
    }
}
