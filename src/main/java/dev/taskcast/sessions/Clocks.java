package dev.taskcast.sessions;

import java.time.Instant;

/**
 * The two clocks at one moment: that of deadlines, and that of people.
 *
 * @param nanos by the clock of deadlines
 * @param wall by the other one
 */
record Clocks(long nanos, Instant wall) {
    /** What the clock of people showed when that of deadlines showed {@code then}. */
    Instant wall(long then) {
        return wall.minusNanos(nanos - then);
    }
}
