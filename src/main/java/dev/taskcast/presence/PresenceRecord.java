package dev.taskcast.presence;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a record of the topic of presence says of a replica, or of one of its users, in place of what was said before. */
public sealed interface PresenceRecord {
    /** Of which replica it is. */
    String replica();

    /** Whom it is about; empty if it is about the replica. */
    Optional<String> aboutUser();

    /**
     * The replica is there, and what it has said of its users holds.
     *
     * @param at when it said so, by its own clock
     * @param length for how long that holds
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
     * @param sessions the names of some of them; empty where it was read from the topic
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
     * A tombstone: a user has no session on this replica any more, or the replica itself is no more.
     *
     * @param lastSeen when the last session ended, or when the replica last said that it is there
     * @param acknowledged the cursor that a device of the user acknowledged last, if one did
     */
    record Gone(String replica, Optional<String> aboutUser, Instant lastSeen, Optional<String> acknowledged)
            implements PresenceRecord {}
}
