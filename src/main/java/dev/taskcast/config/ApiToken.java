package dev.taskcast.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A shared token that a caller sends unchanged, and that no message of ours shows. */
public final class ApiToken {
    private static final int MIN_BYTES = 16;

    private final byte[] bytes;

    private ApiToken(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The token {@code text}, which is the value of {@code key}. Refuses a token that is too short, because it could be
     * guessed. The message names only the key.
     */
    static ApiToken of(String key, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_BYTES) {
            throw new IllegalArgumentException("Setting " + key + " holds a token of " + bytes.length
                    + " bytes; allowed is " + MIN_BYTES + " or more, for example from: openssl rand -base64 24");
        }
        return new ApiToken(bytes);
    }

    /** Whether {@code shown} is this token. The check takes as long for a wrong token as for the right one. */
    public boolean matches(String shown) {
        return MessageDigest.isEqual(bytes, shown.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "ApiToken[not shown]";
    }
}
