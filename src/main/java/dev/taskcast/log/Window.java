package dev.taskcast.log;

import dev.taskcast.config.WindowSettings;
import dev.taskcast.wire.Cursor;
import java.util.function.Supplier;

/** The entries that are kept, oldest first, bounded in bytes and age, each in its feeds too. {@link TaskLog} guards it. */
final class Window {
    private final WindowSettings settings;
    private final Feeds feeds;
    private final Ring entries = new Ring();
    private final Checkpoints checkpoints = new Checkpoints();
    private final WindowStatistics statistics = new WindowStatistics();
    private long entryBytes;

    Window(WindowSettings settings, Feeds feeds) {
        this.settings = settings;
        this.feeds = feeds;
    }

    /** Adds {@code entry}, after which {@code cursor} covers the log. What can fail comes first: without room it is in no feed. */
    void add(Entry entry, Supplier<Cursor> cursor) {
        entries.reserve();
        for (Feed feed : entry.feeds()) {
            feed.reserve();
        }
        checkpoints.add(entry.sequence(), cursor);
        entries.add(entry);
        entryBytes += entry.bytes();
        statistics.appended();
        for (Feed feed : entry.feeds()) {
            feed.add(entry);
        }
    }

    /** Forgets what is too old at {@code now}, or too much; {@code offsets} learn from where on the rest is complete. */
    void evict(long now, Offsets offsets) {
        long oldest = now - settings.maxAge().toMillis();
        while (entries.size() > 0 && entries.oldest().arrival() < oldest) {
            forgetOldest(offsets);
        }
        while (bytes() > settings.maxBytes() && entries.size() > 0) {
            statistics.evictedForSpace(now - entries.oldest().arrival(), now);
            forgetOldest(offsets);
        }
    }

    /** Forgets everything. */
    void clear(Offsets offsets) {
        while (entries.size() > 0) {
            forgetOldest(offsets);
        }
        checkpoints.clear();
    }

    /** The part of the log in which the first entry lies that {@code seen}, which the window goes back to, does not cover. */
    Checkpoints.Range firstUncovered(Cursor seen) {
        Checkpoints.Range range = checkpoints.firstUncovered(seen);
        long before = entries.size() == 0 ? Long.MAX_VALUE : entries.oldest().sequence() - 1;
        return new Checkpoints.Range(Math.max(before, range.after()), range.upTo());
    }

    WindowStatistics.Snapshot statistics(long now) {
        long oldest = entries.size() == 0 ? now : entries.oldest().arrival();
        return statistics.snapshot(entries.size(), bytes(), settings.maxBytes(), now - oldest, feeds.size());
    }

    private long bytes() {
        return entryBytes + checkpoints.bytes() + feeds.bytes();
    }

    private void forgetOldest(Offsets offsets) {
        Entry entry = entries.removeOldest();
        entryBytes -= entry.bytes();
        checkpoints.forgetBefore(entry.sequence());
        offsets.startAt(entry.partition(), entry.offset() + 1);
        for (Feed feed : entry.feeds()) {
            feed.removeOldest();
            feeds.removeIfUnused(feed);
        }
    }
}
