package dev.taskcast.events;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Decides when to write a log line that every record could cause: at most once a minute.
 *
 * <p>Thread-safe; callers may pass times out of order. After the clock is set back, no line is due until the clock is a
 * minute past the last line.
 */
public final class OnceAMinute {
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final AtomicReference<Instant> last = new AtomicReference<>(Instant.MIN);

    /** Whether this caller must write the line at {@code now}. Only one caller gets {@code true}. */
    public boolean isDue(Instant now) {
        Instant before = last.get();
        boolean quiet = now.isBefore(before.plus(QUIET));
        return !quiet && last.compareAndSet(before, now);
    }
}
