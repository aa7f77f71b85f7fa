package dev.taskcast.presence;

import java.time.Instant;
import java.util.Optional;

/**
 * A record for the topic, and why it is written.
 *
 * @param session which session has begun or ended; empty if it is neither
 * @param at when it is said
 */
public record Saying(PresenceRecord record, Kind kind, Optional<String> session, Instant at) {
    /** Why a record is written: its type as a CloudEvent. */
    public enum Kind {
        OPENED("session.opened"),
        CLOSED("session.closed"),
        /** To tell how a user is there, when no session has begun or ended. */
        USER("presence.user"),
        /** To tell that the replica is there. */
        REPLICA("presence.replica");

        private final String type;

        Kind(String type) {
            this.type = type;
        }

        /** What it is called in the topic. */
        public String type() {
            return type;
        }
    }

    /** {@code record}, as something that is said of the replica or of a user. */
    static Saying of(PresenceRecord record, Instant at) {
        Kind kind = record.aboutUser().isPresent() ? Kind.USER : Kind.REPLICA;
        return new Saying(record, kind, Optional.empty(), at);
    }
}
