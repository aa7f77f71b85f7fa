package dev.taskcast.log;

import java.util.List;

/**
 * The memory of the window: entries in the order of their sequence, in slabs that are reused. An event that comes and
 * goes therefore leaves nothing for a collector that scans the whole heap (docs/decisions/collector.md).
 *
 * <p>An address is the number of a slab and a position in it. Later entries have higher addresses.
 *
 * <p>Concurrency: {@link TaskLog} guards it. In addition, a thread that holds a {@link Feed}'s monitor may read the
 * entries in that feed. An entry goes into a feed after it was written, and leaves it before its memory is reused.
 */
final class Slabs {
    private static final int SHIFT = Integer.numberOfTrailingZeros(Slab.SIZE);
    private static final int INITIAL_CAPACITY = 4;
    /** How many free slabs a full window keeps while it moves on. */
    private static final int FEW = 2;

    /**
     * The slabs, in a ring indexed by their number. The array is replaced when it grows: a reader with the old array
     * finds its slab there.
     */
    private volatile Slab[] slabs = new Slab[INITIAL_CAPACITY];

    private final LongFrames longFrames = new LongFrames();

    /** The first of the slabs that wait for reuse; null if there is no such slab. */
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

    /** Bytes at the ends of slabs in which the next entry did not fit. */
    long unused() {
        return unused;
    }

    /** How many slabs wait for reuse. */
    int free() {
        return freeSlabs;
    }

    /**
     * Releases free slabs while they and {@code others} are more than {@code most} bytes together; keeps at least
     * {@value #FEW}.
     */
    void trim(long others, long most) {
        while (freeSlabs > FEW && others + (long) freeSlabs * Slab.SIZE > most) {
            forgetFree();
        }
    }

    /** Releases all slabs, which hold no entry any more. Nothing is added later. */
    void close() {
        slabs = new Slab[INITIAL_CAPACITY];
        free = null;
        freeSlabs = 0;
        unused = 0;
    }

    /** Makes room for {@code entry}. Only this method allocates memory; after it, {@link #add} cannot fail. */
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

    /** The address of the oldest entry, if there is an entry. */
    long oldest() {
        return oldest;
    }

    /** Removes the oldest entry, which is no longer in a feed. */
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

    /** The memory that the entry at {@code address} is charged with, in bytes. */
    int bytes(long address) {
        return NewEntry.bytes(
                slab(address).length(position(address)), feeds(address).size());
    }

    /** The entry at {@code address}, which is in {@code feed}. */
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

    /**
     * The address of the entry after {@code address}; {@link Ring#NONE} if there is no such entry. The entry at
     * {@code address} itself may be forgotten.
     */
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

    /** The long frames of its entries that somebody holds. */
    LongFrames longFrames() {
        return longFrames;
    }

    /** The slab of {@code address}. */
    Slab slab(long address) {
        Slab[] all = slabs;
        return all[(int) (address >>> SHIFT) & (all.length - 1)];
    }

    /** The position of {@code address} in its slab. */
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

    /** Begins a slab with room for {@code length} bytes. Allocations come first, because they can fail. */
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

    /** Keeps {@code slab} for reuse: as garbage it would have to be collected. */
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
