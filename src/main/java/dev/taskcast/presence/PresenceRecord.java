package dev.taskcast.presence;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a record of the topic of presence says of a replica or of one of its users. It replaces the earlier record with
 * its key.
 */
public sealed interface PresenceRecord {
    /** The replica that wrote the record. */
    String replica();

    /** The user that the record is about; empty if it is about the replica. */
    Optional<String> aboutUser();

    /**
     * The replica is up, and its records about its users are valid.
     *
     * @param at when the replica wrote it, by its own clock
     * @param length how long the lease is valid
     */
    record Lease(String replica, Instant at, Duration length) implements PresenceRecord {
        @Override
        public Optional<String> aboutUser() {
            return Optional.empty();
        }
    }

    /**
     * A user has sessions on this replica.
     *
     * @param sessions the names of some of them; empty if the record was read from the topic
     */
    record Online(String replica, String user, List<String> sessions, Stay stay) implements PresenceRecord {
        public Online {
            sessions = List.copyOf(sessions);
        }

        @Override
        public Optional<String> aboutUser() {
            return Optional.of(user);
        }
    }

    /**
     * A tombstone: a user has no session left on this replica, or the replica itself has ended.
     *
     * @param lastSeen when the last session ended, or when the replica last renewed its lease
     * @param acknowledged the last cursor that a device of the user acknowledged, if there is one
     */
    record Gone(String replica, Optional<String> aboutUser, Instant lastSeen, Optional<String> acknowledged)
            implements PresenceRecord {}
}
