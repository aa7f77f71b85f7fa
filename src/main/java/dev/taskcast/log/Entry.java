package dev.taskcast.log;

import dev.taskcast.events.SourceRecord;
import dev.taskcast.wire.Frame;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An event in the window: its position in the log of this replica and in Kafka. Its content is read only on request,
 * and may be forgotten by then.
 *
 * <p>The window holds the frame of an entry if a user of its audience had a reader when it arrived. It also does if the
 * event needs the headers of its record. Otherwise it holds only the record's value, which each reader parses later:
 * the entry is <em>unread</em> (docs/decisions/absent-users.md).
 *
 * @param sequence its number in the log, counted from 1; -1 for {@link #LOST}
 * @param partition the partition of its record
 * @param offset the offset of its record
 * @param timestamp the timestamp of its record, in milliseconds since the epoch
 * @param arrival when it was appended, in milliseconds since the epoch
 * @param isUnread whether the window holds no frame of it
 * @param feed the feed that it was found in
 * @param address its address in the {@link Slabs}
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
    /** Stands for an entry that was forgotten before a reader took it. */
    static final Entry LOST = new Entry(-1, -1, -1, -1, -1, false, null, -1);

    /** The value of {@link Slab#detailsStart} for an unread entry. */
    static final int UNREAD = -1;

    /** The value of {@link Slab#detailsStart} for an unread entry that turned out to be unusable. */
    static final int UNUSABLE = -2;

    /**
     * The content of an unread entry.
     *
     * @param record its record, with its value and without headers
     * @param users its audience
     * @param isUnusable whether it already turned out to be unusable
     */
    record Unread(SourceRecord record, List<String> users, boolean isUnusable) {}

    /**
     * When the entry arrived, and for which users.
     *
     * @param arrival when it was appended
     * @param users its audience; an empty name means everyone
     */
    record Place(Instant arrival, List<String> users) {}

    boolean isLost() {
        return sequence < 0;
    }

    /**
     * The frame; empty if the entry was forgotten. Only for an entry that has a frame: the text of an unread entry is
     * not a frame.
     */
    Optional<Frame> frame() {
        return feed.frame(this);
    }

    /** The frame {@code made} of an unread entry; if it is long, it shares the text of one that somebody holds. */
    Frame shared(Frame made) {
        return feed.shared(this, made);
    }

    /** The content of an unread entry; empty if it was forgotten. */
    Optional<Unread> unread() {
        return feed.unread(this);
    }

    /** When it arrived, and for which users; empty if it was forgotten. */
    Optional<Place> place() {
        return feed.place(this);
    }

    /** Notes that the entry is unusable. */
    void setUnusable() {
        feed.setUnusable(this);
    }
}
