package dev.taskcast.log;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The part of the window that concerns one user (or everyone), oldest first, and who reads it.
 *
 * <p>Concurrency: {@link TaskLog} adds, evicts, and changes the readers, always under its own monitor;
 * session threads look entries up at the same time. The ring is guarded by this feed's monitor, which is
 * held for a look-up only, never while anything is sent, so that appending never waits for a socket. Who has
 * everything needs no look-up: {@code newest} is written after the entry is in the ring, and before anybody is
 * woken. The array of readers is replaced, never changed, and read without a lock.
 */
final class Feed extends Ring {
    static final LogReader[] NOBODY = {};

    private final String user;
    private final List<Feed> alone = List.of(this);
    private long evictedUpTo;
    private volatile long newest;
    private volatile LogReader[] readers = NOBODY;

    Feed(String user) {
        this.user = user;
    }

    String user() {
        return user;
    }

    /** A list of this feed: most entries are in one feed, and share its list. */
    List<Feed> alone() {
        return alone;
    }

    LogReader[] readers() {
        return readers;
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

    @Override
    synchronized void reserve() {
        super.reserve();
    }

    @Override
    synchronized void add(Entry entry) {
        super.add(entry);
        newest = entry.sequence();
    }

    @Override
    synchronized Entry removeOldest() {
        evictedUpTo = oldest().sequence();
        return super.removeOldest();
    }

    /** Whether somebody reads it or something is in it. */
    synchronized boolean isInUse() {
        return size() > 0 || readers.length > 0;
    }

    /** The first entry after {@code sequence}; null if there is none, {@link Entry#LOST} if one was forgotten already. */
    Entry after(long sequence) {
        return newest > sequence ? lookUp(sequence) : null;
    }

    private synchronized Entry lookUp(long sequence) {
        if (evictedUpTo > sequence) {
            return FramedEntry.LOST;
        }
        return first(entry -> entry.sequence() > sequence);
    }

    @Override
    synchronized Entry first(Predicate<Entry> condition) {
        return super.first(condition);
    }
}
