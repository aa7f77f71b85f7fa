package dev.taskcast.sessions;

import dev.taskcast.config.SessionSettings;

/**
 * When a session has its heartbeat. Each has a moment of its own in every interval, by its id, so heartbeats are spread over the
 * whole interval, also those of sessions that were opened together, or were all sent the same event.
 */
final class Silence {
    /** The part of an interval that has to be silent before there is a heartbeat. */
    private static final int LEAST_PART = 4;

    private static final int MOMENTS = 1 << 16;

    private Silence() {}

    /**
     * How long the session {@code id} is silent after a call at {@code last}: up to its next moment, if that is not too soon.
     * Those whose moment is too soon are spread over the rest of the interval, once; the next heartbeat is at their moment again.
     */
    static long after(long last, String id, SessionSettings settings) {
        long interval = settings.heartbeat().toNanos();
        long moment = (id.hashCode() & (MOMENTS - 1)) * (interval / MOMENTS);
        long silence = 1 + Math.floorMod(moment - last - 1, interval);
        long least = interval / LEAST_PART;
        return silence >= least ? silence : least + silence * (LEAST_PART - 1);
    }
}
