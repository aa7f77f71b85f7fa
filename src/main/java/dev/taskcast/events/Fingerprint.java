package dev.taskcast.events;

import java.nio.ByteBuffer;
import java.util.Base64;

/** The first 128 bits of a SHA-256: what has the same one is the same. */
public record Fingerprint(long high, long low) {
    /** The one that {@code digest} begins with. */
    static Fingerprint of(byte[] digest) {
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        return new Fingerprint(bytes.getLong(), bytes.getLong());
    }

    /** Its 22 characters in frames: base64url without padding. */
    String text() {
        byte[] bytes =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
