package dev.taskcast.log;

import dev.taskcast.events.Audience;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The feed of each user who has an event in the window or a reader, and the one of everyone. {@link TaskLog} guards it. */
final class Feeds {
    /** A feed with its ring, its name and its place in the index. Measured: docs/decisions/window.md. */
    private static final int BYTES_EACH = 264;

    private final Map<String, Feed> users = new HashMap<>();
    private final Feed everyone = new Feed("");
    private int usersWithReaders;

    Feed everyone() {
        return everyone;
    }

    /** The feed of {@code user}, made if there is none. */
    Feed of(String user) {
        return users.computeIfAbsent(user, Feed::new);
    }

    void add(LogReader reader, Feed feed) {
        usersWithReaders += feed.readers().length == 0 ? 1 : 0;
        feed.add(reader);
    }

    void remove(LogReader reader, Feed feed) {
        if (feed.remove(reader) && feed.readers().length == 0) {
            usersWithReaders--;
        }
        removeIfUnused(feed);
    }

    /** How many users have a reader. */
    int users() {
        return usersWithReaders;
    }

    /** Who reads the feed of {@code user}. */
    LogReader[] readersOf(String user) {
        Feed feed = users.get(user);
        return feed == null ? Feed.NOBODY : feed.readers();
    }

    /** The feeds that an event for {@code audience} goes into. */
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

    void removeIfUnused(Feed feed) {
        if (feed != everyone && !feed.isInUse()) {
            users.remove(feed.user(), feed);
        }
    }

    int size() {
        return users.size();
    }

    /** The memory that the feeds are accounted with, their entries apart. */
    long bytes() {
        return (long) BYTES_EACH * users.size();
    }
}
