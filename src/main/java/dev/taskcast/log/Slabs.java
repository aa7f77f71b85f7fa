package dev.taskcast.log;

import java.util.List;

/**
 * The memory of the window: entries in the order of their sequence, in slabs that are used again. So an event that comes and
 * goes leaves nothing for a collector that goes through the whole heap (docs/decisions/collector.md).
 *
 * <p>An address is the number of a slab and a position in it. Later entries have higher ones.
 *
 * <p>Concurrency: {@link TaskLog} guards it. Besides, who has the monitor of a {@link Feed} may read an entry that is in that
 * feed: it is put there after it was written, and taken out before its memory is used again.
 */
final class Slabs {
    private static final int SHIFT = Integer.numberOfTrailingZeros(Slab.SIZE);
    private static final int INITIAL_CAPACITY = 4;
    /** Free slabs of a window that is full and moves on. */
    private static final int FEW = 2;

    /** By their number, in a ring. Replaced when it grows: a reader that has the one before finds its slab there. */
    private volatile Slab[] slabs = new Slab[INITIAL_CAPACITY];

    /** The first of those that are to be used again; null if there is none. */
    private Slab free;

    private long oldestSlab;
    private long newestSlab = -1;
    private long oldest;
    private int size;
    private long unused;
    private int freeSlabs;

    /** How many entries there are. */
    int size() {
        return size;
    }

    /** Bytes at the ends of slabs, where the next entry did not fit. */
    long unused() {
        return unused;
    }

    /** How many slabs wait to be used again. */
    int free() {
        return freeSlabs;
    }

    /** Gives back free slabs while they and {@code others} are more than {@code most} bytes together; a few stay in any case. */
    void trim(long others, long most) {
        while (freeSlabs > FEW && others + (long) freeSlabs * Slab.SIZE > most) {
            forgetFree();
        }
    }

    /** Lets go of all slabs, in which no entry is left. Nothing is added any more. */
    void close() {
        slabs = new Slab[INITIAL_CAPACITY];
        free = null;
        freeSlabs = 0;
        unused = 0;
    }

    /** Makes room for {@code entry}. Only this takes memory: after it {@link #add} cannot fail. */
    void reserve(NewEntry entry) {
        int length = Slab.lengthOf(entry.kept().length);
        if (!isOpen() || !newest().takes(length)) {
            open(length);
        }
        newest().reserve();
    }

    /** Adds {@code entry}, for which there is room, and returns its address. */
    long add(NewEntry entry) {
        long address = (newestSlab << SHIFT) + newest().add(entry);
        oldest = size++ == 0 ? address : oldest;
        return address;
    }

    /** The address of the oldest entry, if there is one. */
    long oldest() {
        return oldest;
    }

    /** Forgets the oldest entry, which is in no feed any more. */
    void removeOldest() {
        Slab slab = slab(oldest);
        int at = position(oldest);
        slab.forgetFeeds(at);
        size--;
        int after = at + slab.length(at);
        if (after < slab.end()) {
            oldest += after - at;
        } else {
            unused -= oldestSlab < newestSlab ? slab.room() : 0;
            slabs[slot(oldestSlab++)] = null;
            keepForOthers(slab);
            oldest = oldestSlab << SHIFT;
        }
    }

    long sequence(long address) {
        return slab(address).sequence(position(address));
    }

    long arrival(long address) {
        return slab(address).arrival(position(address));
    }

    List<Feed> feeds(long address) {
        return slab(address).feeds(position(address));
    }

    /** The memory that the entry at {@code address} is accounted with. */
    int bytes(long address) {
        return NewEntry.bytes(
                slab(address).length(position(address)), feeds(address).size());
    }

    /** The entry at {@code address}, which is found in {@code feed}. */
    Entry entry(long address, Feed feed) {
        Slab slab = slab(address);
        int at = position(address);
        boolean isUnread = slab.detailsStart(at) < 0;
        return new Entry(
                slab.sequence(at),
                slab.partition(at),
                slab.offset(at),
                slab.timestamp(at),
                slab.arrival(at),
                isUnread,
                feed,
                address);
    }

    /** The address of the entry after that at {@code address}, which may be forgotten; {@link Ring#NONE} if it is the newest. */
    long after(long address) {
        if (size == 0 || address < oldest) {
            return size == 0 ? Ring.NONE : oldest;
        }
        int next = position(address) + slab(address).length(position(address));
        long number = address >>> SHIFT;
        if (next < slab(address).end()) {
            return number << SHIFT | next;
        }
        return number < newestSlab && slabs[slot(number + 1)].end() > 0 ? (number + 1) << SHIFT : Ring.NONE;
    }

    /** The slab of {@code address}. */
    Slab slab(long address) {
        Slab[] all = slabs;
        return all[(int) (address >>> SHIFT) & (all.length - 1)];
    }

    /** Where in its slab it is. */
    static int position(long address) {
        return (int) address & (Slab.SIZE - 1);
    }

    private boolean isOpen() {
        return newestSlab >= oldestSlab;
    }

    private Slab newest() {
        return slabs[slot(newestSlab)];
    }

    private int slot(long number) {
        return (int) number & (slabs.length - 1);
    }

    /** Begins a slab in which there is room for {@code length}. What can fail comes first. */
    private void open(int length) {
        boolean again = length <= Slab.SIZE && free != null;
        Slab next = again ? free : new Slab(length);
        if (newestSlab - oldestSlab + 1 == slabs.length) {
            grow();
        }
        if (again) {
            forgetFree();
        }
        if (isOpen() && newest().end() == 0) {
            keepForOthers(newest());
        } else {
            unused += isOpen() ? newest().room() : 0;
            newestSlab++;
        }
        slabs[slot(newestSlab)] = next;
    }

    /** It will be used again: as garbage it would have to be collected. */
    private void keepForOthers(Slab slab) {
        if (slab.isOfUsualSize()) {
            slab.clear(free);
            free = slab;
            freeSlabs++;
        }
    }

    private void forgetFree() {
        free = free.nextFree();
        freeSlabs--;
    }

    private void grow() {
        Slab[] more = new Slab[2 * slabs.length];
        for (long number = oldestSlab; number <= newestSlab; number++) {
            more[(int) number & (more.length - 1)] = slabs[slot(number)];
        }
        slabs = more;
    }
}
