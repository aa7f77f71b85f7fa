package dev.taskcast.log;

import dev.taskcast.config.WindowSettings;

/** The entries that are kept, oldest first, bounded in bytes and age, each in its feeds too. {@link TaskLog} guards it. */
final class Window {
    private final WindowSettings settings;
    private final Feeds feeds;
    private final Ring entries = new Ring();
    private final WindowStatistics statistics = new WindowStatistics();
    private long entryBytes;

    Window(WindowSettings settings, Feeds feeds) {
        this.settings = settings;
        this.feeds = feeds;
    }

    /** What can fail comes first: an entry for which there is no room is in no feed. */
    void add(Entry entry) {
        entries.reserve();
        for (Feed feed : entry.feeds()) {
            feed.reserve();
        }
        entries.add(entry);
        entryBytes += entry.bytes();
        statistics.appended();
        for (Feed feed : entry.feeds()) {
            feed.add(entry);
        }
    }

    /** Forgets what is too old at {@code now}, or too much; {@code positions} learn from where on the rest is complete. */
    void evict(long now, Offsets positions) {
        long oldest = now - settings.maxAge().toMillis();
        while (entries.size() > 0 && entries.oldest().arrival() < oldest) {
            forgetOldest(positions);
        }
        while (bytes() > settings.maxBytes() && entries.size() > 0) {
            statistics.evictedForSpace(now - entries.oldest().arrival(), now);
            forgetOldest(positions);
        }
    }

    /** Forgets everything. */
    void clear(Offsets positions) {
        while (entries.size() > 0) {
            forgetOldest(positions);
        }
    }

    WindowStatistics.Snapshot statistics(long now) {
        long oldest = entries.size() == 0 ? now : entries.oldest().arrival();
        return statistics.snapshot(entries.size(), bytes(), settings.maxBytes(), now - oldest, feeds.size());
    }

    private long bytes() {
        return entryBytes + feeds.bytes();
    }

    private void forgetOldest(Offsets positions) {
        Entry entry = entries.removeOldest();
        entryBytes -= entry.bytes();
        positions.startAt(entry.partition(), entry.offset() + 1);
        for (Feed feed : entry.feeds()) {
            feed.removeOldest();
            feeds.removeIfUnused(feed);
        }
    }
}
