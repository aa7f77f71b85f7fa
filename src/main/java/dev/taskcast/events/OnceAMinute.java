package dev.taskcast.events;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * When a line that could be logged for every record is logged: once a minute at most.
 *
 * <p>Safe for use by several threads, which may come with times that are out of order. After a clock was set back, no line is
 * due until it has gone a minute past the last one.
 */
public final class OnceAMinute {
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final AtomicReference<Instant> last = new AtomicReference<>(Instant.MIN);

    /** Whether the line is to be logged at {@code now}, by this caller and nobody else. */
    public boolean isDue(Instant now) {
        Instant before = last.get();
        boolean quiet = now.isBefore(before.plus(QUIET));
        return !quiet && last.compareAndSet(before, now);
    }
}
