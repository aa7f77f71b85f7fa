package dev.taskcast.auth;

import dev.taskcast.config.AuthSettings;
import dev.taskcast.wire.Sha256;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens that were verified a short time ago, by their SHA-256, so that no token is kept.
 *
 * <p>After the greatest age a token is checked again, and its entry only tells when it was first seen. Bounded in
 * number, and in the characters of all claims; the least recently used goes first. A lock guards the map; it is held for the time of
 * one look-up, which is a thousandth of what a signature takes.
 */
final class VerifiedTokens {
    /** Of the heap's bytes, for claims: a character takes one of them, or two. */
    private static final int PART_OF_HEAP = 64;

    private record Remembered(Caller caller, Instant until) {
        int characters() {
            return caller.claims().json().length();
        }
    }

    private final AuthSettings.Cache settings;
    private final long maxCharacters;
    private final Map<ByteBuffer, Remembered> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long characters;

    /** Remembers as many as {@code settings} say, with claims of {@code maxCharacters} together. */
    VerifiedTokens(AuthSettings.Cache settings, long maxCharacters) {
        this.settings = settings;
        this.maxCharacters = maxCharacters;
    }

    /** One that fits the heap of this process. */
    static VerifiedTokens ofHeap(AuthSettings.Cache settings) {
        return new VerifiedTokens(settings, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
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
            characters -= entries.remove(fingerprint).characters();
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
        Remembered entry = new Remembered(known, end.isBefore(latest) ? end : latest);
        entries.put(fingerprint, entry);
        characters += entry.characters() - (before == null ? 0 : before.characters());
        makeRoom();
        return known;
    }

    private void makeRoom() {
        Iterator<Remembered> eldest = entries.values().iterator();
        while (eldest.hasNext() && (entries.size() > settings.tokens() || characters > maxCharacters)) {
            characters -= eldest.next().characters();
            eldest.remove();
        }
    }

    /** Has every token checked again. When each was first seen is still known. */
    synchronized void expire() {
        entries.replaceAll((fingerprint, entry) -> new Remembered(entry.caller, Instant.MIN));
    }

    synchronized int size() {
        return entries.size();
    }
}
