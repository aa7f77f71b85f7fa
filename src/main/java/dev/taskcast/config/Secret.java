package dev.taskcast.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A shared secret that signs tokens: at least 32 bytes that no text of ours ever shows.
 *
 * <p>A text secret counts as its UTF-8 bytes, as other JWT libraries take it.
 */
public final class Secret {
    /** The least that RFC 7518 §3.2 allows for HS256. */
    private static final int MIN_BYTES = 32;

    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The secret {@code text} that {@code key} gives; refuses a weak one, naming the key only. */
    static Secret of(String key, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_BYTES) {
            throw new IllegalArgumentException("Setting " + key + " holds a secret of " + bytes.length
                    + " bytes; allowed is " + MIN_BYTES + " or more, for example from: openssl rand -base64 32");
        }
        return new Secret(bytes);
    }

    /** A secret that nobody else knows. */
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
