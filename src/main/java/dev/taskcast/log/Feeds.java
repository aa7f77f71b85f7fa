package dev.taskcast.log;

import dev.taskcast.events.Audience;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The feed of each user who has an event in the window or a reader, and the feed of everyone.
 *
 * <p>{@link TaskLog} guards all methods but {@link #wake} and {@link #wakeAll}, which run after the log's monitor was
 * released.
 */
final class Feeds {
    /** A feed with its ring, its name and its slot in the index, in bytes. Measured: docs/decisions/window.md. */
    private static final int BYTES_EACH = 296;

    private final Slabs slabs = new Slabs();
    private final Map<String, Feed> users = new HashMap<>();
    private final Feed everyone = new Feed("", slabs);
    private final Set<LogReader> readers = ConcurrentHashMap.newKeySet();
    private int usersWithReaders;

    /** The memory of the entries. */
    Slabs slabs() {
        return slabs;
    }

    Feed everyone() {
        return everyone;
    }

    /** The feed of {@code user}; created if it does not exist. */
    Feed of(String user) {
        return users.computeIfAbsent(user, name -> new Feed(name, slabs));
    }

    /** The feed of {@code user}; if it does not exist, a new empty feed that is not registered. */
    Feed find(String user) {
        Feed feed = users.get(user);
        return feed == null ? new Feed(user, slabs) : feed;
    }

    void add(LogReader reader, Feed feed) {
        boolean first = feed.readers().length == 0;
        boolean added = false;
        readers.add(reader);
        try {
            feed.add(reader);
            added = true;
        } finally {
            if (!added) {
                readers.remove(reader);
                removeIfUnused(feed);
            }
        }
        usersWithReaders += first ? 1 : 0;
    }

    void remove(LogReader reader, Feed feed) {
        readers.remove(reader);
        if (feed.remove(reader) && feed.readers().length == 0) {
            usersWithReaders--;
        }
        removeIfUnused(feed);
    }

    /** Whether {@code reader} was added and not removed. */
    boolean have(LogReader reader) {
        return readers.contains(reader);
    }

    /** Wakes the readers of {@code feeds}. */
    void wake(List<Feed> feeds) {
        if (feeds.contains(everyone)) {
            wakeAll();
        }
        for (Feed feed : feeds) {
            for (LogReader reader : feed.readers()) {
                reader.wake();
            }
        }
    }

    /** Wakes every reader. */
    void wakeAll() {
        readers.forEach(LogReader::wake);
    }

    /** How many users have a reader. */
    int users() {
        return usersWithReaders;
    }

    /** The readers of the feed of {@code user}. */
    LogReader[] readersOf(String user) {
        Feed feed = users.get(user);
        return feed == null ? Feed.NOBODY : feed.readers();
    }

    /** The feeds that receive an event for {@code audience}. */
    List<Feed> of(Audience audience) {
        if (!(audience instanceof Audience.Users named)) {
            return everyone.alone();
        }
        if (named.ids().size() == 1) {
            return of(named.ids().get(0)).alone();
        }
        List<Feed> several = new ArrayList<>(named.ids().size());
        named.ids().forEach(user -> several.add(of(user)));
        return several;
    }

    /** Whether one of {@code feeds} has a reader; the feed of everyone always counts as read. */
    boolean areRead(List<Feed> feeds) {
        for (Feed feed : feeds) {
            if (feed == everyone || feed.readers().length > 0) {
                return true;
            }
        }
        return false;
    }

    void removeIfUnused(Feed feed) {
        if (feed != everyone && !feed.isInUse()) {
            users.remove(feed.user(), feed);
        }
    }

    int size() {
        return users.size();
    }

    /** The memory that the feeds are charged with, in bytes, without their entries. */
    long bytes() {
        return (long) BYTES_EACH * users.size();
    }
}
