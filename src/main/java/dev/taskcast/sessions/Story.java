package dev.taskcast.sessions;

import dev.taskcast.log.LogReader;
import dev.taskcast.wire.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is remembered of a session for an operator. It says how the device connected, how far it was handed the log and
 * when, and what its client acknowledged.
 *
 * <p>Its memory does not grow with the session's age. It holds two cursors as texts of at most
 * {@value Cursor#MAX_LENGTH} characters, for any number of partitions, and the last {@value #MARKS} calls.
 *
 * <p>Concurrency: the thread that has the session's turn records what was handed over, once for each call. Any thread
 * may ask.
 */
final class Story {
    /** How many calls have a known time. */
    static final int MARKS = 8;

    private static final long[] NONE = {};

    private final Peer peer;
    private final long since;
    private volatile String came;
    private volatile String acked;
    private volatile long upTo = -1;
    /**
     * Two numbers for each call: the position after it, and when it began. This object's monitor guards this field and
     * the next.
     */
    private long[] marks = NONE;

    private long calls;

    /** Creates the story of a session that {@code peer} opens at {@code now}. */
    Story(Peer peer, Instant now) {
        this.peer = peer;
        this.since = now.toEpochMilli();
    }

    Peer peer() {
        return peer;
    }

    /** When the session was opened. */
    Instant since() {
        return Instant.ofEpochMilli(since);
    }

    /** The session begins after the entry at {@code position}; {@code cursor} is what it resumes from. */
    void begins(long position, Optional<String> cursor) {
        came = cursor.orElse(null);
        acked = came;
        upTo = position;
    }

    /** Whether it has begun; before that, this replica has not read up to its cursor. */
    boolean hasBegun() {
        return upTo >= 0;
    }

    /** A call that began at {@code at} has handed over everything up to {@code position}. */
    void handed(long position, long at) {
        if (position != upTo) {
            mark(position, at);
            upTo = position;
        }
    }

    /** Notes that no event up to {@code position} is left to hand over. */
    void passed(long position) {
        if (position != upTo) {
            upTo = position;
        }
    }

    private synchronized void mark(long position, long at) {
        if (marks.length == 0) {
            marks = new long[2 * MARKS];
        }
        int index = 2 * (int) (calls++ & (MARKS - 1));
        marks[index] = position;
        marks[index + 1] = at;
    }

    /** The client has everything up to {@code cursor}. */
    void acknowledged(Cursor cursor) {
        acked = cursor.encode();
    }

    /** The last cursor that the client acknowledged, or resumed from. */
    Optional<String> acked() {
        return Optional.ofNullable(acked);
    }

    /** The cursor that it resumed from. */
    Optional<String> came() {
        return Optional.ofNullable(came);
    }

    /** The last entry of the log up to which it was handed its events. */
    long upTo() {
        return upTo;
    }

    /** What was handed over so far, as {@code reader} read it; {@code clocks} converts the times of calls. */
    synchronized Told told(LogReader reader, Clocks clocks) {
        List<Told.Call> last = new ArrayList<>(MARKS);
        for (long call = Math.max(0, calls - MARKS); call < calls; call++) {
            int index = 2 * (int) (call & (MARKS - 1));
            last.add(new Told.Call(marks[index], clocks.wall(marks[index + 1])));
        }
        return new Told(new Told.Part(reader.begun(), upTo, came()), reader.filter(), last, acked());
    }
}
