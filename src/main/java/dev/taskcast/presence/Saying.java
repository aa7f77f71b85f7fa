package dev.taskcast.presence;

import java.time.Instant;
import java.util.Optional;

/**
 * A record to write into the topic of presence, and the reason for it.
 *
 * @param record the record
 * @param kind the reason
 * @param session the session that has begun or ended; empty for other reasons
 * @param at when the reason arose
 */
public record Saying(PresenceRecord record, Kind kind, Optional<String> session, Instant at) {
    /** The reason for a record: its type as a CloudEvent. */
    public enum Kind {
        OPENED("session.opened"),
        CLOSED("session.closed"),
        /** The state of a user, when no session has begun or ended. */
        USER("presence.user"),
        /** The lease or the end of the replica. */
        REPLICA("presence.replica");

        private final String type;

        Kind(String type) {
            this.type = type;
        }

        /** The CloudEvents type in the topic. */
        public String type() {
            return type;
        }
    }

    /** The saying of {@code record}, about a replica or a user, without a session. */
    static Saying of(PresenceRecord record, Instant at) {
        Kind kind = record.aboutUser().isPresent() ? Kind.USER : Kind.REPLICA;
        return new Saying(record, kind, Optional.empty(), at);
    }
}
