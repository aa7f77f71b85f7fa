package dev.taskcast.log;

import java.util.List;

/**
 * An event in the window: where it stands in the log of this replica and in Kafka.
 *
 * <p>Where somebody of its audience reads when it comes, it has its frame ready ({@link FramedEntry}); else it is kept
 * unread ({@link UnreadEntry}).
 */
abstract sealed class Entry permits FramedEntry, UnreadEntry {
    /** The reference in a feed's ring, which is half full or more while it grows, and never less than a quarter. */
    private static final int PER_FEED = 8;

    /** A list of feeds that belongs to this entry alone. */
    private static final int SEVERAL_FEEDS = 24;

    private final long sequence;
    private final int partition;
    private final long offset;
    private final long arrival;
    private final List<Feed> feeds;

    /**
     * Where an entry comes from.
     *
     * @param arrival when it was appended, in milliseconds since the epoch
     */
    record Source(int partition, long offset, long arrival) {}

    /** The entry that is the {@code sequence}th in this replica's log, counted from 1 without gaps, for {@code feeds}. */
    Entry(long sequence, Source source, List<Feed> feeds) {
        this.sequence = sequence;
        this.partition = source.partition();
        this.offset = source.offset();
        this.arrival = source.arrival();
        this.feeds = feeds;
    }

    /** The partition that its record was read from. */
    final int partition() {
        return partition;
    }

    /** The offset of its record. */
    final long offset() {
        return offset;
    }

    final long sequence() {
        return sequence;
    }

    /** When it was appended, in milliseconds since the epoch. */
    final long arrival() {
        return arrival;
    }

    final List<Feed> feeds() {
        return feeds;
    }

    /** The memory that it is accounted with. */
    abstract int bytes();

    /** Of that, what its places in feeds take. */
    static int bytesIn(List<Feed> feeds) {
        return PER_FEED * feeds.size() + (feeds.size() > 1 ? SEVERAL_FEEDS : 0);
    }

    final boolean isLost() {
        return sequence < 0;
    }
}
