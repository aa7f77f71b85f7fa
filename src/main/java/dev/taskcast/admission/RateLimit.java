package dev.taskcast.admission;

import java.util.concurrent.TimeUnit;

/**
 * A token bucket that holds two seconds of budget, or one maximum-size item if that is larger.
 *
 * <p>Not thread-safe.
 */
public final class RateLimit {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private final long holds;
    private long full;

    /** Creates a full bucket at {@code now}, in nanoseconds; no item is larger than {@code largest}. */
    public RateLimit(int perSecond, int largest, long now) {
        this.perSecond = perSecond;
        holds = Math.max(2 * SECOND, time(largest));
        full = now - holds;
    }

    /** Takes {@code amount}; false if the bucket holds less. */
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
