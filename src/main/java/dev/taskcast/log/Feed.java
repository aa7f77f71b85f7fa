package dev.taskcast.log;

import dev.taskcast.events.SourceRecord;
import dev.taskcast.wire.Frame;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The part of the window that concerns one user (or everyone), oldest first, and its readers.
 *
 * <p>Concurrency: {@link TaskLog} adds, evicts, and changes the readers, always under the log's monitor. Session
 * threads look entries up at the same time.
 *
 * <p>This feed's monitor guards the ring and the memory of the entries in it. A thread holds it for a look-up or a copy
 * only, never while sending, so appending never waits for a socket.
 *
 * <p>A reader that has everything needs no look-up. {@code newest} is written after the entry is in the ring, and
 * before any reader is woken. The array of readers is replaced, never changed, and read without a lock.
 */
final class Feed {
    static final LogReader[] NOBODY = {};

    private final String user;
    private final Slabs slabs;
    private final Ring ring = new Ring();
    private final List<Feed> alone = List.of(this);
    private long evictedUpTo;
    private volatile long newest;
    private volatile LogReader[] readers = NOBODY;

    /** Creates the feed of {@code user}, with entries in {@code slabs}. */
    Feed(String user, Slabs slabs) {
        this.user = user;
        this.slabs = slabs;
    }

    String user() {
        return user;
    }

    /** A list of this feed alone. Most entries are in one feed and share this list. */
    List<Feed> alone() {
        return alone;
    }

    LogReader[] readers() {
        return readers;
    }

    /** The oldest readers, without the {@code max} newest ones. */
    List<LogReader> oldestBeyond(int max) {
        List<LogReader> all = List.of(readers);
        return all.subList(0, Math.max(0, all.size() - max));
    }

    boolean isReadBy(LogReader reader) {
        return Arrays.asList(readers).contains(reader);
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

    /** Makes room for one more entry; after this call, {@link #add} cannot fail. */
    synchronized void reserve() {
        ring.reserve();
    }

    /** Adds the entry at {@code address}, which has number {@code sequence} in the log. */
    synchronized void add(long address, long sequence) {
        ring.add(address);
        newest = sequence;
    }

    /** Removes the oldest entry, which has number {@code sequence} in the log. */
    synchronized void removeOldest(long sequence) {
        ring.removeOldest();
        evictedUpTo = sequence;
    }

    /** Whether the feed has a reader or an entry. */
    synchronized boolean isInUse() {
        return ring.size() > 0 || readers.length > 0;
    }

    /** Whether an entry was added after {@code sequence}. */
    boolean hasAfter(long sequence) {
        return newest > sequence;
    }

    /**
     * The first entry after {@code sequence}; null if there is no such entry, {@link Entry#LOST} if it is already
     * forgotten.
     */
    Entry after(long sequence) {
        return hasAfter(sequence) ? lookUp(sequence) : null;
    }

    private synchronized Entry lookUp(long sequence) {
        if (evictedUpTo > sequence) {
            return Entry.LOST;
        }
        long address = ring.first(other -> slabs.sequence(other) > sequence);
        return address == Ring.NONE ? null : slabs.entry(address, this);
    }

    /** The last entry up to {@code sequence}; null if there is no such entry. */
    synchronized Entry upTo(long sequence) {
        long address = ring.lastBefore(other -> slabs.sequence(other) > sequence);
        return address == Ring.NONE ? null : slabs.entry(address, this);
    }

    /** How many of its entries come after {@code sequence}. */
    synchronized int countAfter(long sequence) {
        return hasAfter(sequence) ? ring.countFrom(other -> slabs.sequence(other) > sequence) : 0;
    }

    /** Its newest entries, the newest one first; at most {@code most}. */
    synchronized List<Entry> newest(int most) {
        return ring.newest(most).mapToObj(address -> slabs.entry(address, this)).toList();
    }

    /** See {@link Entry#place}. */
    synchronized Optional<Entry.Place> place(Entry entry) {
        if (isForgotten(entry)) {
            return Optional.empty();
        }
        Slab slab = slabs.slab(entry.address());
        int at = Slabs.position(entry.address());
        return Optional.of(new Entry.Place(Instant.ofEpochMilli(slab.arrival(at)), users(slab, at)));
    }

    private static List<String> users(Slab slab, int at) {
        return slab.feeds(at).stream().map(Feed::user).toList();
    }

    /** See {@link Entry#frame}. */
    synchronized Optional<Frame> frame(Entry entry) {
        if (isForgotten(entry)) {
            return Optional.empty();
        }
        Slab slab = slabs.slab(entry.address());
        int at = Slabs.position(entry.address());
        return Optional.of(
                slab.isLong(at) ? slabs.longFrames().get(entry.sequence(), () -> slab.frame(at)) : slab.frame(at));
    }

    /** See {@link Entry#shared}. */
    Frame shared(Entry entry, Frame made) {
        if (made.length() < Frame.LONG) {
            return made;
        }
        Frame held = slabs.longFrames().get(entry.sequence(), () -> made);
        return held.cursor().equals(made.cursor()) ? held : held.withCursor(made.cursor());
    }

    /** See {@link Entry#unread}. */
    synchronized Optional<Entry.Unread> unread(Entry entry) {
        if (isForgotten(entry)) {
            return Optional.empty();
        }
        Slab slab = slabs.slab(entry.address());
        int at = Slabs.position(entry.address());
        SourceRecord record = new SourceRecord(
                entry.partition(),
                entry.offset(),
                slab.epoch(at),
                slab.timestamp(at),
                slab.copy(at),
                SourceRecord.Headers.NONE);
        return Optional.of(new Entry.Unread(record, users(slab, at), slab.detailsStart(at) == Entry.UNUSABLE));
    }

    /** See {@link Entry#setUnusable}. */
    synchronized void setUnusable(Entry entry) {
        if (!isForgotten(entry)) {
            slabs.slab(entry.address()).setDetailsStart(Slabs.position(entry.address()), Entry.UNUSABLE);
        }
    }

    private boolean isForgotten(Entry entry) {
        return evictedUpTo >= entry.sequence();
    }
}
