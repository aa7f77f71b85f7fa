package dev.taskcast.log;

import dev.taskcast.wire.Frame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A piece of the window's memory: entries one after the other, each a header and its content. Entries are not objects.
 *
 * <p>An entry begins at a multiple of eight bytes. {@link Slabs} says who may read it, and when.
 */
final class Slab {
    /** The usual size in bytes; an entry that is longer has a slab of its own. */
    static final int SIZE = 256 << 10;

    /** The size of a header in bytes. */
    static final int HEADER = 56;

    private static final int LENGTH = 0;
    private static final int PARTITION = 4;
    private static final int SEQUENCE = 8;
    private static final int OFFSET = 16;
    private static final int ARRIVAL = 24;
    private static final int TIMESTAMP = 32;
    private static final int EPOCH = 40;
    private static final int CURSOR = 44;
    private static final int DETAILS = 48;
    private static final int AUDIENCE = 52;

    private static final int FEW = 256;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final byte[] bytes;
    /**
     * The feeds of each entry, as objects. The array is replaced when it grows, so that a reader never sees it half
     * copied.
     */
    private volatile List<Feed>[] audiences = lists(FEW);

    private int end;
    private int entries;
    private Slab nextFree;

    /** Creates a slab of {@link #SIZE} bytes, or of {@code length} bytes if that is more. */
    Slab(int length) {
        this.bytes = new byte[Math.max(SIZE, length)];
    }

    /** Whether other entries can reuse it. */
    boolean isOfUsualSize() {
        return bytes.length == SIZE;
    }

    /** How many bytes are free. */
    int room() {
        return bytes.length - end;
    }

    /**
     * Whether an entry of {@code length} bytes fits. A slab of another size holds only the entry that it was made for.
     */
    boolean takes(int length) {
        return isOfUsualSize() ? length <= room() : end == 0 && length == bytes.length;
    }

    /** Where the last entry ends. */
    int end() {
        return end;
    }

    /** Makes room for one more audience. */
    void reserve() {
        if (entries == audiences.length) {
            audiences = Arrays.copyOf(audiences, 2 * entries);
        }
    }

    /** Writes {@code entry}, for which there is room, and returns its position. */
    int add(NewEntry entry) {
        int at = end;
        INTS.set(bytes, at + LENGTH, entry.kept().length);
        INTS.set(bytes, at + PARTITION, entry.source().partition());
        LONGS.set(bytes, at + SEQUENCE, entry.sequence());
        LONGS.set(bytes, at + OFFSET, entry.source().offset());
        LONGS.set(bytes, at + ARRIVAL, entry.arrival());
        LONGS.set(bytes, at + TIMESTAMP, entry.source().timestamp());
        INTS.set(bytes, at + EPOCH, entry.source().epoch());
        INTS.set(bytes, at + CURSOR, entry.cursorStart());
        INTS.set(bytes, at + DETAILS, entry.detailsStart());
        INTS.set(bytes, at + AUDIENCE, entries);
        System.arraycopy(entry.kept(), 0, bytes, at + HEADER, entry.kept().length);
        audiences[entries++] = entry.feeds();
        end += lengthOf(entry.kept().length);
        return at;
    }

    /** How many bytes an entry takes if its content has {@code kept} bytes. */
    static int lengthOf(int kept) {
        return (HEADER + kept + Long.BYTES - 1) & -Long.BYTES;
    }

    /** How many bytes the entry at {@code at} takes. */
    int length(int at) {
        return lengthOf(kept(at));
    }

    /** The length of its content in bytes. */
    private int kept(int at) {
        return (int) INTS.get(bytes, at + LENGTH);
    }

    long sequence(int at) {
        return (long) LONGS.get(bytes, at + SEQUENCE);
    }

    int partition(int at) {
        return (int) INTS.get(bytes, at + PARTITION);
    }

    long offset(int at) {
        return (long) LONGS.get(bytes, at + OFFSET);
    }

    long arrival(int at) {
        return (long) LONGS.get(bytes, at + ARRIVAL);
    }

    long timestamp(int at) {
        return (long) LONGS.get(bytes, at + TIMESTAMP);
    }

    int epoch(int at) {
        return (int) INTS.get(bytes, at + EPOCH);
    }

    int cursorStart(int at) {
        return (int) INTS.get(bytes, at + CURSOR);
    }

    int detailsStart(int at) {
        return (int) INTS.get(bytes, at + DETAILS);
    }

    /** Sets {@link #detailsStart} of the entry at {@code at} to {@code start}. */
    void setDetailsStart(int at, int start) {
        INTS.set(bytes, at + DETAILS, start);
    }

    List<Feed> feeds(int at) {
        return audiences[(int) INTS.get(bytes, at + AUDIENCE)];
    }

    /** A copy of the frame of the entry at {@code at}, which has one. */
    Frame frame(int at) {
        String text = new String(bytes, at + HEADER, kept(at), StandardCharsets.UTF_8);
        return Frame.of(text, cursorStart(at), detailsStart(at));
    }

    /** Whether the content of the entry at {@code at} has the bytes of a long frame; see {@link Frame#LONG}. */
    boolean isLong(int at) {
        return kept(at) >= Frame.LONG;
    }

    /** Whether the content of the entry at {@code at} holds {@code part}, from byte {@code from} on. */
    boolean has(int at, int from, byte[] part) {
        int end = at + HEADER + kept(at);
        for (int start = at + HEADER + from; start <= end - part.length; start++) {
            if (bytes[start] == part[0] && Arrays.equals(bytes, start, start + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    /** A copy of the content of the entry at {@code at}. */
    byte[] copy(int at) {
        return Arrays.copyOfRange(bytes, at + HEADER, at + HEADER + kept(at));
    }

    /** Drops the reference to the feeds of the entry at {@code at}. */
    void forgetFeeds(int at) {
        audiences[(int) INTS.get(bytes, at + AUDIENCE)] = null;
    }

    /**
     * Drops all entries; their feeds were dropped before. {@code next} is the free slab that follows this one; null if
     * it is the last.
     */
    void clear(Slab next) {
        end = 0;
        entries = 0;
        nextFree = next;
    }

    /** The slab that {@link #clear} was given. */
    Slab nextFree() {
        return nextFree;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static List<Feed>[] lists(int length) {
        return new List[length];
    }
}
