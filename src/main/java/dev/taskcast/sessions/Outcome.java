package dev.taskcast.sessions;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of an event in one session.
 *
 * @param state whether it was handed over
 * @param at when it was handed over, if that is known
 * @param isAcked whether the client has said that it has it
 */
public record Outcome(State state, Optional<Instant> at, boolean isAcked) {
    /** Whether an event was handed over. */
    public enum State {
        /** A call into the transport that hands it over has returned. */
        HANDED,
        /** It waits to be handed over. */
        NOT_YET,
        /** The client's filter excludes it. */
        FILTERED,
        /** It is from before the session began or was reset, or the client already had it when it connected. */
        BEFORE;

        /** The word for an operator. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
