package dev.taskcast.auth;

import java.io.IOException;

/** Reads the current public keys of one issuer. */
@FunctionalInterface
interface KeyLoader {
    /**
     * The keys; at least one.
     *
     * @throws IllegalArgumentException if there is no public key that this issuer can use
     */
    PublicKeys read() throws IOException, InterruptedException;
}
