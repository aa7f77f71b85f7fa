package dev.taskcast.log;

import dev.taskcast.events.SourceRecord;
import dev.taskcast.wire.Frame;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An event in the window: where it stands in the log of this replica and in Kafka. What it says is read when it is asked for, and
 * may be forgotten by then.
 *
 * <p>Where somebody of its audience read when it came, the window has its frame; else it has the record's value, unread
 * (docs/decisions/absent-users.md).
 *
 * @param sequence which it is in the log, counted from 1; -1 for {@link #LOST}
 * @param partition the partition that its record was read from
 * @param offset the offset of its record
 * @param timestamp that of its record, in milliseconds since the epoch
 * @param arrival when it was appended, likewise
 * @param isUnread whether it has no frame
 * @param feed where it was found
 * @param address where it is
 */
record Entry(
        long sequence,
        int partition,
        long offset,
        long timestamp,
        long arrival,
        boolean isUnread,
        Feed feed,
        long address) {
    /** Stands for an entry that was forgotten before it was read. */
    static final Entry LOST = new Entry(-1, -1, -1, -1, -1, false, null, -1);

    /** {@link Slab#detailsStart} of an entry that is kept unread. */
    static final int UNREAD = -1;

    /** The same once it is known that it cannot be used. */
    static final int UNUSABLE = -2;

    /**
     * An unread entry.
     *
     * @param record with its value, and without headers
     * @param users its audience
     * @param isUnusable whether somebody found that out before
     */
    record Unread(SourceRecord record, List<String> users, boolean isUnusable) {}

    /**
     * When it came, and for whom.
     *
     * @param users its audience; the one without a name is everyone
     */
    record Place(Instant arrival, List<String> users) {}

    boolean isLost() {
        return sequence < 0;
    }

    /** Its frame, if it has one; empty if it was forgotten. */
    Optional<Frame> frame() {
        return feed.frame(this);
    }

    /** What is kept of it unread; empty if it was forgotten. */
    Optional<Unread> unread() {
        return feed.unread(this);
    }

    /** When it came, and for whom; empty if it was forgotten. */
    Optional<Place> place() {
        return feed.place(this);
    }

    /** Notes that it cannot be used. */
    void setUnusable() {
        feed.setUnusable(this);
    }
}
