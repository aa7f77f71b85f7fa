package dev.taskcast.events;

import java.nio.ByteBuffer;
import java.util.Base64;

/** The first 128 bits of a SHA-256. Contents with equal fingerprints count as equal. */
public record Fingerprint(long high, long low) {
    /** The fingerprint at the start of {@code digest}. */
    static Fingerprint of(byte[] digest) {
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        return new Fingerprint(bytes.getLong(), bytes.getLong());
    }

    /** Its form in frames: 22 characters, base64url without padding. */
    String text() {
        byte[] bytes =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
