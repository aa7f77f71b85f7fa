package dev.taskcast.log;

import dev.taskcast.wire.EventDetails;
import dev.taskcast.wire.Filter;
import dev.taskcast.wire.Frame;
import java.time.Instant;
import java.util.List;

/**
 * An event of the window that somebody looked for.
 *
 * <p>It keeps no task: somebody may hold many of them.
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

    /** Which it is in this replica's log. */
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

    /** When this replica took it, or when its record was written, if that was before this replica started. */
    public Instant arrival() {
        return place.arrival();
    }

    /** Whether it is for everyone; then it names no users. */
    public boolean isForEveryone() {
        return place.users().contains("");
    }

    /** Whether {@code user} is among those it is for. */
    public boolean isFor(String user) {
        return isForEveryone() || place.users().contains(user);
    }

    /** The users that it is for. */
    public List<String> users() {
        return isForEveryone() ? List.of() : place.users();
    }

    /** How many characters of its frame it keeps. */
    int length() {
        return frame.length();
    }

    /** Its name, its id and its time. */
    public EventDetails event() {
        return frame.event().orElseThrow();
    }

    /** Whether a session with {@code filter} is sent it. */
    public boolean passes(Filter filter) {
        return filter.passes(frame);
    }

    /** Names no task: this text may reach a log. */
    @Override
    public String toString() {
        return "Found[partition=" + partition() + ", offset=" + offset() + "]";
    }
}
