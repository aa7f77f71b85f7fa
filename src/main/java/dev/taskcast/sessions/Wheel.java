package dev.taskcast.sessions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Schedules the visits of sessions: a ring of slots of 50 ms each, which holds the sessions that are due in each slot.
 *
 * <p>A session is in at most one slot. A frame that is sent meanwhile does not move the session: it is then visited a
 * little too early, and placed again. A session that is due beyond the ring is in the last slot, so every session is
 * visited within 26 s.
 *
 * <p>Concurrency: the monitor guards the slots and {@link Session#slot}, and is held for a few steps only. A session is
 * closed before it is removed, and is not placed once it is closed, so that no slot keeps it.
 *
 * <p>If memory runs out, {@link #place} leaves a session where it was, and {@link #take} may leave some in no slot.
 * Their slot number is then in the past, so they can be placed as if they had no slot.
 */
final class Wheel {
    /** The duration of a slot. */
    static final Duration SLOT = Duration.ofMillis(50);

    /** The slot number of a session that is in no slot. */
    static final long NONE = Long.MAX_VALUE;

    private static final int SLOTS = 512;

    /** Not private, for tests in which memory runs out. */
    final List<Set<Session>> slots = new ArrayList<>();

    private long taken = Long.MIN_VALUE;

    Wheel() {
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new HashSet<>());
        }
    }

    /**
     * Schedules a visit of {@code session} when it is {@code due}, by the nano clock, or earlier if it is already
     * scheduled so.
     */
    synchronized void place(Session session, long due) {
        long slot = Math.min(Math.max(number(due - 1) + 1, taken + 1), taken + SLOTS);
        boolean isInOne = session.slot > taken && session.slot != NONE;
        if ((slot < session.slot || !isInOne) && !session.isClosed()) {
            add(session, slot);
            if (isInOne) {
                at(session.slot).remove(session);
            }
            session.slot = slot;
        }
    }

    /** If the set's table cannot grow, the set already contains the session when it throws. */
    private void add(Session session, long slot) {
        Set<Session> sessions = at(slot);
        try {
            sessions.add(session);
        } catch (RuntimeException | Error failed) {
            sessions.remove(session);
            throw failed;
        }
    }

    synchronized void remove(Session session) {
        if (session.slot != NONE) {
            at(session.slot).remove(session);
            session.slot = NONE;
        }
    }

    /** Takes out the sessions that are due until {@code now}. */
    synchronized List<Session> take(long now) {
        List<Session> due = new ArrayList<>();
        long last = number(now);
        for (long slot = Math.max(taken + 1, last - SLOTS + 1); slot <= last; slot++) {
            Set<Session> empty = new HashSet<>();
            due.addAll(at(slot));
            slots.set(index(slot), empty);
            taken = slot;
        }
        taken = Math.max(taken, last);
        due.forEach(session -> session.slot = NONE);
        return due;
    }

    private Set<Session> at(long slot) {
        return slots.get(index(slot));
    }

    private static long number(long time) {
        return Math.floorDiv(time, SLOT.toNanos());
    }

    private static int index(long slot) {
        return Math.floorMod(slot, SLOTS);
    }
}
