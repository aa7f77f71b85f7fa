package dev.taskcast.auth;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens that were refused within the last minute, by their SHA-256, each with its reason.
 *
 * <p>A refused token that comes again needs no check, and the gate asks here before an upgrade. It holds at most
 * {@value #CAPACITY} tokens and drops the oldest first. A monitor guards the map and is held for one look-up. It keeps
 * only lasting reasons: a reason that time or other keys can change is checked each time.
 */
final class RefusedTokens {
    static final int CAPACITY = 10_000;
    static final Duration MEMORY = Duration.ofMinutes(1);

    private record Refused(Refusal reason, Instant at) {
        /**
         * Whether this refusal still counts at {@code now}. After the clock was set back it does not, since the clock
         * may have been the reason.
         */
        boolean holds(Instant now) {
            return !now.isBefore(at) && now.isBefore(at.plus(MEMORY));
        }
    }

    private final Map<ByteBuffer, Refused> entries = new LinkedHashMap<>();

    /** Why the token was refused a short time before {@code now}; empty if it was not. */
    synchronized Optional<Refusal> find(ByteBuffer fingerprint, Instant now) {
        return Optional.ofNullable(entries.get(fingerprint))
                .filter(entry -> entry.holds(now))
                .map(Refused::reason);
    }

    /** Remembers for a minute that the token was refused at {@code now}. */
    synchronized void remember(ByteBuffer fingerprint, Refusal reason, Instant now) {
        entries.remove(fingerprint);
        entries.put(fingerprint, new Refused(reason, now));
        Iterator<Refused> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            boolean holds = oldest.next().holds(now);
            if (holds && entries.size() <= CAPACITY) {
                return;
            }
            oldest.remove();
        }
    }

    synchronized void clear() {
        entries.clear();
    }

    synchronized int size() {
        return entries.size();
    }
}
