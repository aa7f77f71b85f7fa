package dev.taskcast.config;

import java.net.URI;
import java.util.List;

/** Where the keys of an issuer come from. */
public sealed interface KeySettings {
    /** Secrets shared with the issuer: the first is the current one, the others are still accepted. */
    record Shared(List<Secret> secrets) implements KeySettings {
        public Shared {
            secrets = List.copyOf(secrets);
            if (secrets.isEmpty()) {
                throw new IllegalArgumentException("An issuer has at least one secret");
            }
        }

        /** The one that signs today. */
        public Secret current() {
            return secrets.get(0);
        }
    }

    /** Public keys written into the configuration: PEM, JWK, JWKS, or one of these in Base64. */
    record Inline(String key, String text) implements KeySettings {}

    /**
     * A document with public keys, PEM, JWK or JWKS: {@code https:}, {@code http:} on this machine only,
     * {@code file:} or {@code classpath:}.
     */
    record Location(String key, URI uri) implements KeySettings {}
}
