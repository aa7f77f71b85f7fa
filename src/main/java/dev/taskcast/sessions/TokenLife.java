package dev.taskcast.sessions;

import dev.taskcast.auth.Caller;
import dev.taskcast.config.SessionSettings;
import java.time.Duration;
import java.time.Instant;

/** The newest token of a session, and whether its client knows that it ends soon. Thread-safe. */
final class TokenLife {
    /** The part of the life that a token had left, in which its end is announced at the earliest. */
    private static final int LAST_PART = 4;

    private static final Duration LONG = Duration.ofHours(1);

    private Caller caller;
    private Instant since;
    private boolean announced;

    /** The life of the token that proves {@code caller}, which came at {@code now}. */
    TokenLife(Caller caller, Instant now) {
        this.caller = caller;
        this.since = now;
    }

    /** Whose session it is; issued when the oldest of its tokens was, so that no renewal outlives a revocation. */
    synchronized Caller caller() {
        return caller;
    }

    synchronized void renew(Caller newer, Instant now) {
        if (!newer.expiresAt().equals(caller.expiresAt())) {
            since = now;
            announced = false;
        }
        caller = newer.issuedNoLaterThan(caller.issuedAt());
    }

    /**
     * Whether the client is to be told now that the token ends: true once for each end.
     *
     * <p>That is {@code warning} before the end, but not before the last quarter of what was left when the token came:
     * otherwise a client with short tokens would be told at once, again and again.
     */
    synchronized boolean announces(Instant now, Duration warning) {
        boolean announces = !announced && !now.isBefore(announcement(warning));
        announced |= announces;
        return announces;
    }

    /** How long until the client is to be told, or the token has ended; an hour if that is later. In nanoseconds. */
    synchronized long rest(Instant now, SessionSettings settings) {
        Instant next = announced ? caller.endsAt() : announcement(settings.expiryWarning());
        Duration rest = Duration.between(now, next);
        return rest.compareTo(LONG) < 0 ? rest.toNanos() : LONG.toNanos();
    }

    private Instant announcement(Duration warning) {
        if (caller.expiresAt().equals(Instant.MAX)) {
            return Instant.MAX;
        }
        // A token that came in the time that clocks may differ by ends with that time.
        Instant end = since.isBefore(caller.expiresAt()) ? caller.expiresAt() : caller.endsAt();
        Duration life = Duration.between(since, end);
        // In nanoseconds: a division of durations is one of big decimals, and each visit asks.
        boolean isShort = life.compareTo(Duration.ofNanos(LAST_PART * warning.toNanos())) < 0;
        return end.minus(isShort ? Duration.ofNanos(life.toNanos() / LAST_PART) : warning);
    }
}
