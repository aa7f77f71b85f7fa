package dev.taskcast.log;

import dev.taskcast.config.WindowSettings;
import java.util.ArrayDeque;
import java.util.Deque;

/** The entries that are kept, oldest first, bounded in bytes and age, each in its feeds too. {@link TaskLog} guards it. */
final class Window {
    private final WindowSettings settings;
    private final Feeds feeds;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final WindowStatistics statistics = new WindowStatistics();
    private long entryBytes;

    Window(WindowSettings settings, Feeds feeds) {
        this.settings = settings;
        this.feeds = feeds;
    }

    void add(Entry entry) {
        entries.addLast(entry);
        entryBytes += entry.bytes();
        statistics.appended();
        for (Feed feed : entry.feeds()) {
            feed.add(entry);
        }
    }

    /** Forgets what is too old at {@code now}, or too much; {@code positions} learn from where on the rest is complete. */
    void evict(long now, Positions positions) {
        long oldest = now - settings.maxAge().toMillis();
        while (!entries.isEmpty() && entries.peekFirst().arrival() < oldest) {
            forgetOldest(positions);
        }
        while (bytes() > settings.maxBytes() && !entries.isEmpty()) {
            statistics.evictedForSpace(now - entries.peekFirst().arrival(), now);
            forgetOldest(positions);
        }
    }

    /** Forgets everything. */
    void clear(Positions positions) {
        while (!entries.isEmpty()) {
            forgetOldest(positions);
        }
    }

    WindowStatistics.Snapshot statistics(long now) {
        long oldest = entries.isEmpty() ? now : entries.peekFirst().arrival();
        return statistics.snapshot(entries.size(), bytes(), settings.maxBytes(), now - oldest, feeds.size());
    }

    private long bytes() {
        return entryBytes + feeds.bytes();
    }

    private void forgetOldest(Positions positions) {
        Entry entry = entries.removeFirst();
        entryBytes -= entry.bytes();
        positions.startAt(entry.partition(), entry.offset() + 1);
        for (Feed feed : entry.feeds()) {
            feed.evict();
            feeds.removeIfUnused(feed);
        }
    }
}
