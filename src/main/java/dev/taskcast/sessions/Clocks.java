package dev.taskcast.sessions;

import java.time.Instant;

/**
 * The readings of two clocks at one moment: the clock of deadlines and the wall clock.
 *
 * @param nanos the clock of deadlines, in nanoseconds
 * @param wall the wall clock
 */
record Clocks(long nanos, Instant wall) {
    /** What the wall clock showed when the clock of deadlines showed {@code then}. */
    Instant wall(long then) {
        return wall.minusNanos(nanos - then);
    }
}
