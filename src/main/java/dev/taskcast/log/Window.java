package dev.taskcast.log;

import dev.taskcast.config.WindowSettings;
import dev.taskcast.wire.Cursor;
import java.util.List;

/** The kept entries, oldest first, bounded in bytes and age; each is also in its feeds. {@link TaskLog} guards it. */
final class Window {
    private final WindowSettings settings;
    private final Feeds feeds;
    private final Slabs slabs;
    private final Checkpoints checkpoints = new Checkpoints();
    private final WindowStatistics statistics = new WindowStatistics();
    private long entryBytes;

    Window(WindowSettings settings, Feeds feeds) {
        this.settings = settings;
        this.slabs = feeds.slabs();
        this.feeds = feeds;
    }

    /**
     * Adds {@code entry}; {@code cursor} then covers the log. Steps that can fail come first: if memory is short, the
     * entry is in no feed.
     */
    void add(NewEntry entry, Cursor cursor) {
        slabs.reserve(entry);
        List<Feed> its = entry.feeds();
        for (int i = 0; i < its.size(); i++) {
            its.get(i).reserve();
        }
        checkpoints.add(entry.sequence(), cursor);
        long address = slabs.add(entry);
        entryBytes += entry.bytes();
        statistics.appended();
        // By index: an iterator is an object, and memory may be too short for it.
        for (int i = 0; i < its.size(); i++) {
            its.get(i).add(address, entry.sequence());
        }
    }

    /**
     * Forgets entries that are too old at {@code now} or exceed the memory. Tells {@code offsets} from where on the
     * rest is complete.
     */
    void evict(long now, Offsets offsets) {
        long oldest = now - settings.maxAge().toMillis();
        while (slabs.size() > 0 && slabs.arrival(slabs.oldest()) < oldest) {
            forgetOldest(offsets);
        }
        while (bytes() > settings.maxBytes() && slabs.size() > 0) {
            statistics.evictedForSpace(now - slabs.arrival(slabs.oldest()), now);
            forgetOldest(offsets);
        }
        slabs.trim(bytes(), settings.maxBytes());
    }

    /** Forgets everything. */
    void clear(Offsets offsets) {
        while (slabs.size() > 0) {
            forgetOldest(offsets);
        }
        checkpoints.clear();
    }

    /** Forgets everything, and releases the memory. */
    void close(Offsets offsets) {
        clear(offsets);
        slabs.close();
    }

    /**
     * The part of the log that holds the first entry that {@code seen} does not cover. The window reaches back to
     * {@code seen}.
     */
    Checkpoints.Range firstUncovered(Cursor seen) {
        Checkpoints.Range range = checkpoints.firstUncovered(seen);
        long before = slabs.size() == 0 ? Long.MAX_VALUE : slabs.sequence(slabs.oldest()) - 1;
        return new Checkpoints.Range(Math.max(before, range.after()), range.upTo());
    }

    WindowStatistics.Snapshot statistics(long now) {
        // After the clock was set back, the oldest entry can have a later time than now.
        long oldest = slabs.size() == 0 ? now : Math.min(now, slabs.arrival(slabs.oldest()));
        return statistics.snapshot(slabs.size(), bytes(), settings.maxBytes(), now - oldest, feeds.size());
    }

    private long bytes() {
        return entryBytes + slabs.unused() + checkpoints.bytes() + feeds.bytes();
    }

    private void forgetOldest(Offsets offsets) {
        long address = slabs.oldest();
        Slab slab = slabs.slab(address);
        int at = Slabs.position(address);
        long sequence = slab.sequence(at);
        checkpoints.forgetBefore(sequence);
        offsets.startAt(slab.partition(at), slab.offset(at) + 1);
        List<Feed> its = slab.feeds(at);
        for (int i = 0; i < its.size(); i++) {
            its.get(i).removeOldest(sequence);
            feeds.removeIfUnused(its.get(i));
        }
        entryBytes -= slabs.bytes(address);
        slabs.removeOldest();
    }
}
