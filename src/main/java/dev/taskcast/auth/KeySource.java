package dev.taskcast.auth;

import java.security.Key;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The current keys of one issuer. Thread-safe. */
interface KeySource extends AutoCloseable {
    /**
     * The keys that can have signed {@code token}, by algorithm and key id; never empty. The token came at {@code now}.
     *
     * @throws TokenFaultException if there is no such key, or if that cannot be known now
     */
    List<Key> candidates(UnverifiedToken token, Instant now);

    /**
     * The keys to try when no candidate fits the signature, read after {@code token} came at {@code now}. Empty if the
     * candidates were all possible keys.
     *
     * @throws TokenFaultException if that cannot be known now
     */
    default List<Key> newer(UnverifiedToken token, Instant now) {
        return List.of();
    }

    /** The setting of the missing keys, and why they are missing; empty once there were keys. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /** The secret that signs now, if the issuer shares one with us. */
    default Optional<Key> shared() {
        return Optional.empty();
    }

    /** Begins to read keys, and keeps them fresh. */
    default void start() {}

    /** Stops keeping the keys fresh. */
    @Override
    default void close() {}
}
