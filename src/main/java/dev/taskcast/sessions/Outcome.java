package dev.taskcast.sessions;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of an event in one session.
 *
 * @param state whether it was handed over
 * @param at when, if that is known
 * @param isAcked whether the client has said that it has it
 */
public record Outcome(State state, Optional<Instant> at, boolean isAcked) {
    /** Whether an event was handed over. */
    public enum State {
        /** A call into its transport has returned that handed it over. */
        HANDED,
        /** It waits for that. */
        NOT_YET,
        /** The client does not want it. */
        FILTERED,
        /** It came before the session began, or was reset, or the client had it when it came. */
        BEFORE;

        /** The word for people. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
