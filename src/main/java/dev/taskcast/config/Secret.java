package dev.taskcast.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A secret of at least 32 bytes, which no message of ours shows. It signs tokens, or hashes users for log lines.
 *
 * <p>The secret is the text in UTF-8, as in other JWT libraries.
 */
public final class Secret {
    /** The minimum of RFC 7518 §3.2 for HS256. */
    private static final int MIN_BYTES = 32;

    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The secret {@code text}, which is the value of {@code key}. Refuses a weak secret; the message names only the
     * key.
     */
    static Secret of(String key, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_BYTES) {
            throw new IllegalArgumentException("Setting " + key + " holds a secret of " + bytes.length
                    + " bytes; allowed is " + MIN_BYTES + " or more, for example from: openssl rand -base64 32");
        }
        return new Secret(bytes);
    }

    /** A random secret. */
    public static Secret random() {
        byte[] bytes = new byte[MIN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Secret(bytes);
    }

    /** A copy of its bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether {@code other} is a secret of the same bytes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Secret[not shown]";
    }
}
