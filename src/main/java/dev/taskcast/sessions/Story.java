package dev.taskcast.sessions;

import dev.taskcast.log.LogReader;
import dev.taskcast.wire.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is remembered of a session for an operator: how it came, how far it was handed the log and when, what its client said it
 * has. It takes the same memory however long the session lives: two cursors as texts, which have {@value Cursor#MAX_LENGTH}
 * characters at most however many partitions there are, and the last {@value #MARKS} calls.
 *
 * <p>Concurrency: the thread that has the session's turn notes what was handed, once a call. Any thread may ask.
 */
final class Story {
    /** Calls of which the time is known. */
    static final int MARKS = 8;

    private static final long[] NONE = {};

    private final Peer peer;
    private final long since;
    private volatile String came;
    private volatile String acked;
    private volatile long upTo = -1;
    /** Two numbers a call: the position after it, and when it began. Guarded by this, as what follows. */
    private long[] marks = NONE;

    private long calls;

    /** That of a session that {@code peer} opens at {@code now}. */
    Story(Peer peer, Instant now) {
        this.peer = peer;
        this.since = now.toEpochMilli();
    }

    Peer peer() {
        return peer;
    }

    /** Since when the session is there. */
    Instant since() {
        return Instant.ofEpochMilli(since);
    }

    /** It begins after the entry at {@code position}; {@code cursor} is what it resumes from. */
    void begins(long position, Optional<String> cursor) {
        came = cursor.orElse(null);
        acked = came;
        upTo = position;
    }

    /** Whether it has begun: before, this replica has not read up to its cursor. */
    boolean hasBegun() {
        return upTo >= 0;
    }

    /** A call that began at {@code at} has handed over all up to {@code position}. */
    void handed(long position, long at) {
        if (position != upTo) {
            mark(position, at);
            upTo = position;
        }
    }

    /** Nothing up to {@code position} was left to be handed over. */
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

    /** The last cursor that the client acknowledged, or came with. */
    Optional<String> acked() {
        return Optional.ofNullable(acked);
    }

    /** The cursor that it resumed from. */
    Optional<String> came() {
        return Optional.ofNullable(came);
    }

    /** Up to which entry of the log it was handed what is for it. */
    long upTo() {
        return upTo;
    }

    /** What was handed over by now, as {@code reader} read it; {@code clocks} tells when a call was. */
    synchronized Told told(LogReader reader, Clocks clocks) {
        List<Told.Call> last = new ArrayList<>(MARKS);
        for (long call = Math.max(0, calls - MARKS); call < calls; call++) {
            int index = 2 * (int) (call & (MARKS - 1));
            last.add(new Told.Call(marks[index], clocks.wall(marks[index + 1])));
        }
        return new Told(new Told.Part(reader.begun(), upTo, came()), reader.filter(), last, acked());
    }
}
