package dev.taskcast.sessions;

import dev.taskcast.wire.ResetReason;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What an operator is told of a session.
 *
 * @param id its name in frames and logs
 * @param user the user of the session
 * @param peer how the device connected
 * @param state what it does now
 * @param since when it was opened
 * @param read how far it has read the log
 * @param signs when the device last said something, and when something was last sent to it
 */
public record SessionReport(String id, String user, Peer peer, State state, Instant since, Read read, Signs signs) {
    /** What a session does. */
    public enum State {
        /** All its events were handed over. */
        LIVE,
        /** Events wait for it. */
        BEHIND,
        /** A call into its transport has not returned for some seconds: the device does not read. */
        STUCK,
        /** This replica has not read up to its cursor yet. */
        WAITING;

        /** The word for an operator. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How far a session has read.
     *
     * @param cursor the cursor after everything that it was handed; empty if the window cannot tell
     * @param behind how many events of its user wait, counted without its filter
     * @param acked the last cursor that its client acknowledged, or resumed from
     * @param lastReset the reason of its last reset, if it was reset
     */
    public record Read(Optional<String> cursor, int behind, Optional<String> acked, Optional<ResetReason> lastReset) {}

    /**
     * The last signs of life.
     *
     * @param sent when the last sending call began
     * @param seen when its client last said something; for a stream, whose client says nothing, when the client
     *     connected
     */
    public record Signs(Instant sent, Instant seen) {}
}
