package dev.taskcast.sessions;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How far the sessions are behind what this replica has for them.
 *
 * @param behind how many have not been sent for a second what waits for them
 * @param most how long the oldest of all that has waited
 */
public record Lag(int behind, Duration most) {
    static final Lag NONE = new Lag(0, Duration.ZERO);

    private static final Duration LONG = Duration.ofSeconds(1);

    /** With a session more, for which something waits {@code since} then, at {@code now}; in milliseconds. */
    Lag with(OptionalLong since, long now) {
        if (since.isEmpty() || since.getAsLong() >= now) {
            return this;
        }
        Duration wait = Duration.ofMillis(now - since.getAsLong());
        return new Lag(behind + (wait.compareTo(LONG) > 0 ? 1 : 0), wait.compareTo(most) > 0 ? wait : most);
    }
}
