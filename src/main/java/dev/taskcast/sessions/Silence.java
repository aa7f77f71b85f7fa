package dev.taskcast.sessions;

import dev.taskcast.config.SessionSettings;

/**
 * When a session sends its heartbeat. Each session has its own moment in every interval, derived from its id.
 * Heartbeats are therefore spread over the whole interval, even for sessions that were opened together or were all sent
 * the same event.
 */
final class Silence {
    /** The divisor of an interval: a heartbeat comes only after a silence of at least this part of it. */
    private static final int LEAST_PART = 4;

    private static final int MOMENTS = 1 << 16;

    private Silence() {}

    /**
     * How long session {@code id} stays silent after a call at {@code last}: up to its next moment, unless that is too
     * soon.
     *
     * <p>Sessions whose moment is too soon are spread over the rest of the interval, once. Their next heartbeat is at
     * their moment again.
     */
    static long after(long last, String id, SessionSettings settings) {
        long interval = settings.heartbeat().toNanos();
        long moment = (id.hashCode() & (MOMENTS - 1)) * (interval / MOMENTS);
        long silence = 1 + Math.floorMod(moment - last - 1, interval);
        long least = interval / LEAST_PART;
        return silence >= least ? silence : least + silence * (LEAST_PART - 1);
    }
}
