package dev.taskcast.log;

import dev.taskcast.wire.EventDetails;
import dev.taskcast.wire.Filter;
import dev.taskcast.wire.Frame;
import java.time.Instant;
import java.util.List;

/**
 * An event of the window that a search found.
 *
 * <p>It keeps no task, because a caller may hold many found events.
 */
public final class Found {
    private final Entry entry;
    private final Entry.Place place;
    private final Frame frame;

    Found(Entry entry, Entry.Place place, Frame frame) {
        this.entry = entry;
        this.place = place;
        this.frame = frame.withoutTask();
    }

    /** Its number in this replica's log. */
    public long sequence() {
        return entry.sequence();
    }

    /** The partition of its record. */
    public int partition() {
        return entry.partition();
    }

    /** The offset of its record. */
    public long offset() {
        return entry.offset();
    }

    /**
     * When this replica appended the event. For an event that is older than this replica, the time when its record was
     * written.
     */
    public Instant arrival() {
        return place.arrival();
    }

    /** Whether it is for everyone; then it names no users. */
    public boolean isForEveryone() {
        return place.users().contains("");
    }

    /** Whether it is for {@code user}. */
    public boolean isFor(String user) {
        return isForEveryone() || place.users().contains(user);
    }

    /** The users that it names; empty if it is for everyone. */
    public List<String> users() {
        return isForEveryone() ? List.of() : place.users();
    }

    /** The length of the frame that it keeps, in characters. */
    int length() {
        return frame.length();
    }

    /** Its name, its id and its time. */
    public EventDetails event() {
        return frame.event().orElseThrow();
    }

    /** Whether a session with {@code filter} receives it. */
    public boolean passes(Filter filter) {
        return filter.passes(frame);
    }

    /** Leaves out the task, because this text may reach a log. */
    @Override
    public String toString() {
        return "Found[partition=" + partition() + ", offset=" + offset() + "]";
    }
}
