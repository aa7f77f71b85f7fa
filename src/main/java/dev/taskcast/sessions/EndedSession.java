package dev.taskcast.sessions;

import dev.taskcast.log.Found;
import java.time.Instant;

/**
 * A session that has ended, while this replica remembers it.
 *
 * @param id its name in frames and logs
 * @param user the user of the session
 * @param peer how the device connected
 * @param since when it was opened
 * @param end how it ended
 * @param told what it was handed
 */
public record EndedSession(String id, String user, Peer peer, Instant since, End end, Told told) {
    /**
     * How a session ended.
     *
     * @param at when it ended
     * @param code the close code; 0 if the device or the network ended it
     * @param reason what the client was told; empty text if it was told nothing
     */
    public record End(Instant at, int code, String reason) {}

    /** What had become of {@code event} when the session ended. */
    public Outcome of(Found event) {
        return told.of(event);
    }

    /** What is remembered of {@code session}, which has just come to its {@code end}. */
    static EndedSession of(Session session, End end, Clocks now) {
        Story story = session.story;
        return new EndedSession(
                session.id(),
                session.caller().user(),
                story.peer(),
                story.since(),
                end,
                story.told(session.reader(), now));
    }
}
