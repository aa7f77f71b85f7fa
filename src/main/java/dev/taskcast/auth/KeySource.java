package dev.taskcast.auth;

import java.security.Key;
import java.util.List;

/** The keys of one issuer, as many as there are now. Safe for use by several threads. */
interface KeySource extends AutoCloseable {
    /**
     * The keys that can have signed {@code token}, by algorithm and key id; never empty.
     *
     * @throws dev.taskcast.wire.CloseException if there is none, or if that cannot be known now
     */
    List<Key> candidates(UnverifiedToken token);

    /** Stops whatever keeps the keys fresh. */
    @Override
    default void close() {}
}
