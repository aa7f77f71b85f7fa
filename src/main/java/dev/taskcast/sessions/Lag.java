package dev.taskcast.sessions;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How far the sessions lag behind the events that this replica has for them.
 *
 * @param behind how many sessions have had an unsent event for more than a second
 * @param most how long the oldest of all unsent events has waited
 */
public record Lag(int behind, Duration most) {
    static final Lag NONE = new Lag(0, Duration.ZERO);

    private static final Duration LONG = Duration.ofSeconds(1);

    /**
     * This lag with one more session, whose oldest unsent event has waited since {@code since}. Times are in
     * milliseconds.
     */
    Lag with(OptionalLong since, long now) {
        if (since.isEmpty() || since.getAsLong() >= now) {
            return this;
        }
        Duration wait = Duration.ofMillis(now - since.getAsLong());
        return new Lag(behind + (wait.compareTo(LONG) > 0 ? 1 : 0), wait.compareTo(most) > 0 ? wait : most);
    }
}
