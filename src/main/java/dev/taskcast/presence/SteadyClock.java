package dev.taskcast.presence;

import java.time.Duration;

/**
 * A clock that nobody can set: the time since some moment, for deadlines and ages. People and other machines see times
 * of the wall clock instead. Thread-safe.
 */
@FunctionalInterface
interface SteadyClock {
    Duration time();

    /** A clock that shows zero now. */
    static SteadyClock ofThisMachine() {
        long start = System.nanoTime();
        return () -> Duration.ofNanos(System.nanoTime() - start);
    }
}
