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
 * <p>An entry that is too old only tells when the token was first seen; the token is checked again. The number of
 * entries and the characters of all claims are bounded; the least recently used entry goes first. A lock guards the
 * map. It is held for one look-up, which takes a thousandth of the time of a signature check.
 */
final class VerifiedTokens {
    /**
     * Claims may have as many characters as the heap has bytes, divided by {@value}. A character takes one or two
     * bytes.
     */
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

    /** Creates one that is bounded by {@code settings}, with claims of at most {@code maxCharacters} in total. */
    VerifiedTokens(AuthSettings.Cache settings, long maxCharacters) {
        this.settings = settings;
        this.maxCharacters = maxCharacters;
    }

    /** Creates one that fits the heap of this process. */
    static VerifiedTokens ofHeap(AuthSettings.Cache settings) {
        return new VerifiedTokens(settings, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /** The key of {@code token} in this map. */
    static ByteBuffer fingerprint(String token) {
        return ByteBuffer.wrap(Sha256.of(token));
    }

    /** The caller that the token proves, if that is known and still valid at {@code now}. */
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
     * Remembers that the token proves {@code caller}, until the token ends, or as long as the settings allow.
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

    /** Makes every token be checked again, but remembers when each was first seen. */
    synchronized void expire() {
        entries.replaceAll((fingerprint, entry) -> new Remembered(entry.caller, Instant.MIN));
    }

    synchronized int size() {
        return entries.size();
    }
}
