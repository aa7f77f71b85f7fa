package dev.taskcast.sessions;

import dev.taskcast.wire.ResetReason;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What an operator is told of a session.
 *
 * @param id its name in frames and logs
 * @param user whose it is
 * @param peer how it came
 * @param state what it does now
 * @param since since when it is there
 * @param read how far it has come in the log
 * @param signs when something was last heard of it and sent to it
 */
public record SessionReport(String id, String user, Peer peer, State state, Instant since, Read read, Signs signs) {
    /** What a session does. */
    public enum State {
        /** Everything that is for it was handed over. */
        LIVE,
        /** Events wait for it. */
        BEHIND,
        /** A call into its transport has not returned for some seconds: the device does not read. */
        STUCK,
        /** This replica has not read up to its cursor yet. */
        WAITING;

        /** The word for people. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How far a session has come.
     *
     * @param cursor the cursor of what it was handed; empty if the window cannot tell it
     * @param behind how many events of its user wait, whatever its filter says
     * @param acked the last cursor that its client acknowledged, or came with
     * @param lastReset why it was reset last, if it was
     */
    public record Read(Optional<String> cursor, int behind, Optional<String> acked, Optional<ResetReason> lastReset) {}

    /**
     * The last signs of life.
     *
     * @param sent when the last call began that sent something
     * @param seen when its client said something; of a stream, whose client cannot, when it came
     */
    public record Signs(Instant sent, Instant seen) {}
}
