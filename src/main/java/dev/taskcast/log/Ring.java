package dev.taskcast.log;

import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * The addresses of entries in the order of their sequence, oldest first, in an array that grows and shrinks.
 *
 * <p>Not thread-safe. Only {@link #reserve} allocates memory; after it, {@link #add} cannot fail.
 */
class Ring {
    /** The result of {@link #first} if no entry matches. */
    static final long NONE = -1;

    private static final int INITIAL_CAPACITY = 4;

    private long[] addresses = new long[INITIAL_CAPACITY];
    private int head;
    private int size;

    /** Makes room for one more entry. */
    void reserve() {
        if (size == addresses.length) {
            resize(size * 2);
        }
    }

    void add(long address) {
        reserve();
        addresses[(head + size++) & (addresses.length - 1)] = address;
    }

    /** Removes the oldest entry. */
    void removeOldest() {
        head = (head + 1) & (addresses.length - 1);
        size--;
        if (size * 4 <= addresses.length && addresses.length > INITIAL_CAPACITY) {
            shrink();
        }
    }

    int size() {
        return size;
    }

    /**
     * The first entry that satisfies {@code condition}, or {@link #NONE}.
     *
     * <p>The condition is monotone: once an entry satisfies it, all later ones do. A binary search finds it.
     */
    long first(LongPredicate condition) {
        int index = indexOfFirst(condition);
        return index < size ? at(index) : NONE;
    }

    /** The last entry that does not satisfy {@code condition}, or {@link #NONE}. The condition is monotone. */
    long lastBefore(LongPredicate condition) {
        int index = indexOfFirst(condition);
        return index > 0 ? at(index - 1) : NONE;
    }

    /** How many entries satisfy {@code condition}. The condition is monotone. */
    int countFrom(LongPredicate condition) {
        return size - indexOfFirst(condition);
    }

    /** The newest entries, the newest one first; at most {@code most}. */
    LongStream newest(int most) {
        return LongStream.range(0, Math.min(most, size)).map(back -> at(size - 1 - (int) back));
    }

    private int indexOfFirst(LongPredicate condition) {
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
        return low;
    }

    /** If memory is short, the array keeps its size: an eviction that has begun must finish. */
    private void shrink() {
        try {
            resize(addresses.length / 2);
        } catch (OutOfMemoryError noRoom) {
            // The next eviction tries again.
        }
    }

    private void resize(int capacity) {
        long[] other = new long[capacity];
        for (int i = 0; i < size; i++) {
            other[i] = at(i);
        }
        addresses = other;
        head = 0;
    }

    private long at(int index) {
        return addresses[(head + index) & (addresses.length - 1)];
    }
}
