package dev.taskcast.auth;

import dev.taskcast.config.AuthSettings;
import dev.taskcast.wire.Sha256;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens that were verified a short time ago, by their SHA-256, so that no token is kept.
 *
 * <p>After the greatest age a token is checked again, and its entry only tells when it was first seen. Bounded in
 * number, the least recently used goes first. A lock guards the map; it is held for the time of one look-up, which is a
 * thousandth of what a signature takes.
 */
final class VerifiedTokens {
    private record Remembered(Caller caller, Instant until) {}

    private final AuthSettings.Cache settings;
    private final Map<ByteBuffer, Remembered> entries;

    VerifiedTokens(AuthSettings.Cache settings) {
        this.settings = settings;
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Remembered> eldest) {
                return size() > settings.tokens();
            }
        };
    }

    /** What {@code token} goes by here. */
    static ByteBuffer fingerprint(String token) {
        return ByteBuffer.wrap(Sha256.of(token));
    }

    /** Whom the token proves, if that is known and still holds at {@code now}. */
    synchronized Optional<Caller> find(ByteBuffer fingerprint, Instant now) {
        Remembered entry = entries.get(fingerprint);
        if (entry == null) {
            return Optional.empty();
        }
        if (now.isBefore(entry.until)) {
            return Optional.of(entry.caller);
        }
        if (!now.isBefore(entry.caller.endsAt())) {
            entries.remove(fingerprint);
        }
        return Optional.empty();
    }

    /**
     * Remembers that the token proves {@code caller}, until it ends, or as long as the settings allow.
     *
     * @return the caller, issued no later than when this token was first seen
     */
    synchronized Caller remember(ByteBuffer fingerprint, Caller caller, Instant now) {
        Remembered before = entries.get(fingerprint);
        Caller known = before == null ? caller : caller.issuedNoLaterThan(before.caller.issuedAt());
        Instant latest = now.plus(settings.maxAge());
        Instant end = caller.endsAt();
        entries.put(fingerprint, new Remembered(known, end.isBefore(latest) ? end : latest));
        return known;
    }

    /** Has every token checked again. When each was first seen is still known. */
    synchronized void expire() {
        entries.replaceAll((fingerprint, entry) -> new Remembered(entry.caller, Instant.MIN));
    }

    synchronized int size() {
        return entries.size();
    }
}
