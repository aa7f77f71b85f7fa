package dev.taskcast.auth;

import java.io.IOException;

/** Reads the public keys of one issuer, as they are now. */
@FunctionalInterface
interface KeyLoader {
    /**
     * The keys; at least one.
     *
     * @throws IllegalArgumentException if there is no public key that this issuer can use
     */
    PublicKeys read() throws IOException, InterruptedException;
}
