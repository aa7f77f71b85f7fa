package dev.taskcast.sessions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which session is looked at when: a ring of slots, each for 50 ms of the time to come, that holds the sessions of its time.
 *
 * <p>A session is in one slot at most. What it is sent meanwhile does not move it: it is looked at a little too early then,
 * and placed again. One whose time is beyond the ring is in the last slot, so everybody is looked at within 26 s.
 *
 * <p>Concurrency: the monitor guards the slots and {@link Session#slot}, and is held for a few steps only. A session is closed
 * before it is removed, and is not placed once it is closed, so that no slot keeps it.
 *
 * <p>When there is no memory, {@link #place} leaves a session where it was, and {@link #take} may leave some in no slot. Their
 * number is of the past then, and they can be placed as if they had none.
 */
final class Wheel {
    /** The time of a slot. */
    static final Duration SLOT = Duration.ofMillis(50);

    /** The slot of a session that is in none. */
    static final long NONE = Long.MAX_VALUE;

    private static final int SLOTS = 512;

    /** Not private, for tests in which there is no room. */
    final List<Set<Session>> slots = new ArrayList<>();

    private long taken = Long.MIN_VALUE;

    Wheel() {
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new HashSet<>());
        }
    }

    /** Has {@code session} looked at when it is {@code due}, by the nano clock, if not earlier already. */
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

    /** A set whose table cannot grow has the session already when it says so. */
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

    /** Takes out who is to be looked at until {@code now}. */
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
