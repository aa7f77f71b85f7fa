package dev.taskcast.sessions;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls into the container that have not returned in time: of open sessions, and of connections that were ended.
 *
 * <p>A connection that was ended is watched until each of its calls has returned. From two seconds on its threads are
 * interrupted at every look: a wait of the container can outlive its socket (two of its threads wait for one notification), and
 * an interrupted one looks again and finds the socket gone. Thread-safe.
 */
public final class StuckCalls {
    /** How long a call may take before it counts as stuck. */
    static final Duration LONG = Duration.ofSeconds(2);
    /** How long after its end a connection is given up: only a restart frees what it holds. */
    private static final Duration GIVEN_UP = Duration.ofMinutes(5);

    private static final long NEVER = Long.MIN_VALUE;

    private final Set<Ended> ended = ConcurrentHashMap.newKeySet();
    private volatile int stuck;
    private volatile int givenUp;
    private volatile long exhaustedSince = NEVER;

    /** A connection that was ended and has calls that have not returned. */
    public interface Ended {
        /** When it was ended, in nanoseconds of {@link SessionThreads#nanoTime}. */
        long endedAt();

        /** Interrupts the threads of its calls. */
        void interrupt();
    }

    StuckCalls() {}

    /** Watches {@code connection} until {@link #forget}. */
    public void watch(Ended connection) {
        ended.add(connection);
    }

    /** Watches {@code connection} no longer: its calls have returned. */
    public void forget(Ended connection) {
        ended.remove(connection);
    }

    /** How many calls were stuck at the last look. */
    public int count() {
        return stuck;
    }

    /** How many connections were ended minutes ago and still have not let go. */
    public int givenUp() {
        return givenUp;
    }

    /** For how long, at {@code now}, no thread has been left for another call. */
    public Duration exhaustedFor(long now) {
        long since = exhaustedSince;
        return since == NEVER ? Duration.ZERO : Duration.ofNanos(now - since);
    }

    /** Looks at what was ended; {@code ofSessions} calls of open sessions are stuck. */
    void look(SessionThreads threads, int ofSessions) {
        long now = threads.nanoTime();
        boolean exhausted = threads.areExhausted();
        exhaustedSince = !exhausted ? NEVER : exhaustedSince == NEVER ? now : exhaustedSince;
        int late = ofSessions;
        int lost = 0;
        for (Ended connection : ended) {
            long since = now - connection.endedAt();
            if (since > LONG.toNanos()) {
                late++;
                connection.interrupt();
            }
            if (since > GIVEN_UP.toNanos()) {
                lost++;
            }
        }
        stuck = late;
        givenUp = lost;
    }
}
