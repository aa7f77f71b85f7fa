package dev.taskcast.auth;

import java.security.Key;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The keys of one issuer, as many as there are now. Safe for use by several threads. */
interface KeySource extends AutoCloseable {
    /**
     * The keys that can have signed {@code token}, which came at {@code now}, by algorithm and key id; never empty.
     *
     * @throws TokenFaultException if there is none, or if that cannot be known now
     */
    List<Key> candidates(UnverifiedToken token, Instant now);

    /**
     * The keys to try when no signature of the candidates fits, as they were read after {@code token} came at
     * {@code now}; empty if the candidates were all that there can be.
     *
     * @throws TokenFaultException if that cannot be known now
     */
    default List<Key> newer(UnverifiedToken token, Instant now) {
        return List.of();
    }

    /** Where keys are missing, and why; empty once there were any. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /** The one that signs now, if it is shared with us. */
    default Optional<Key> shared() {
        return Optional.empty();
    }

    /** Begins to read keys, and to keep them fresh. */
    default void start() {}

    /** Stops whatever keeps the keys fresh. */
    @Override
    default void close() {}
}
