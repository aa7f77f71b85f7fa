package dev.taskcast.events;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** When a line that could be logged for every record is logged: once a minute at most. Thread-safe. */
public final class OnceAMinute {
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final AtomicReference<Instant> last = new AtomicReference<>(Instant.MIN);

    /** Whether the line is to be logged at {@code now}, by this caller and nobody else. A clock that is set back begins anew. */
    public boolean isDue(Instant now) {
        Instant before = last.get();
        boolean quiet = !now.isBefore(before) && now.isBefore(before.plus(QUIET));
        return !quiet && last.compareAndSet(before, now);
    }
}
