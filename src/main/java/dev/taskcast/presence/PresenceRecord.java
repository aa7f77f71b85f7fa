package dev.taskcast.presence;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A record of the topic of presence: what a replica says of itself, or of one of its users. */
public sealed interface PresenceRecord {
    /** Of which replica it is. */
    String replica();

    /** Whom it is about; empty if it is about the replica. */
    Optional<String> aboutUser();

    /**
     * Until when what this replica has said holds.
     *
     * @param at when it said so
     */
    record Lease(String replica, Instant at, Instant until) implements PresenceRecord {
        @Override
        public Optional<String> aboutUser() {
            return Optional.empty();
        }
    }

    /**
     * A user has sessions on this replica.
     *
     * @param sessions the names of some of them; empty where it was read from the topic
     * @param leaseUntil until when this holds if nothing is known of the replica itself
     */
    record Online(String replica, String user, List<String> sessions, Stay stay, Instant leaseUntil)
            implements PresenceRecord {
        public Online {
            sessions = List.copyOf(sessions);
        }

        @Override
        public Optional<String> aboutUser() {
            return Optional.of(user);
        }
    }

    /**
     * A tombstone: a user has no session on this replica any more, or the replica itself is no more.
     *
     * @param lastSeen when the last session ended, or when the replica last said that it is there
     * @param acknowledged the cursor that a device of the user acknowledged last, if one did
     */
    record Gone(String replica, Optional<String> aboutUser, Instant lastSeen, Optional<String> acknowledged)
            implements PresenceRecord {}
}
