package dev.taskcast.admission;

import java.util.concurrent.TimeUnit;

/**
 * So much per second: a token bucket that holds two seconds' worth, and one thing of the largest size.
 *
 * <p>Not thread-safe.
 */
public final class RateLimit {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private final long holds;
    private long full;

    /** A full bucket at {@code now}, in nanoseconds; nothing is larger than {@code largest}. */
    public RateLimit(int perSecond, int largest, long now) {
        this.perSecond = perSecond;
        holds = Math.max(2 * SECOND, time(largest));
        full = now - holds;
    }

    /** Takes {@code amount}; false when there is not so much in the bucket. */
    public boolean take(int amount, long now) {
        full = Math.max(full, now - holds);
        if (full + time(amount) > now) {
            return false;
        }
        full += time(amount);
        return true;
    }

    private long time(int amount) {
        return amount * SECOND / perSecond;
    }
}
