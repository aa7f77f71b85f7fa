package dev.taskcast.socket;

import java.util.concurrent.TimeUnit;

/**
 * How many frames a client may still send: a token bucket that holds two seconds' worth.
 *
 * <p>Not thread-safe: the container hands over one message of a connection at a time.
 */
final class FrameBudget {
    private static final long HOLDS = TimeUnit.SECONDS.toNanos(2);

    private final long nanosPerFrame;
    private long full;

    /** A full bucket at {@code now}, in nanoseconds. */
    FrameBudget(int framesPerSecond, long now) {
        nanosPerFrame = TimeUnit.SECONDS.toNanos(1) / framesPerSecond;
        full = now - HOLDS;
    }

    /** Takes one frame; false when the bucket is empty. */
    boolean take(long now) {
        full = Math.max(full, now - HOLDS);
        if (full + nanosPerFrame > now) {
            return false;
        }
        full += nanosPerFrame;
        return true;
    }
}
