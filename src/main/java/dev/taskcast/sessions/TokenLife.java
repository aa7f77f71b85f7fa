package dev.taskcast.sessions;

import dev.taskcast.auth.Caller;
import dev.taskcast.config.SessionSettings;
import java.time.Duration;
import java.time.Instant;

/** The newest token of a session, and whether its client was told that it ends soon. Thread-safe. */
final class TokenLife {
    /** The end is announced at the earliest in the last part of the token's remaining life; this is the divisor. */
    private static final int LAST_PART = 4;

    private static final Duration LONG = Duration.ofHours(1);

    private Caller caller;
    private Instant since;
    private boolean announced;

    /** Creates the life of the token that proves {@code caller} and arrived at {@code now}. */
    TokenLife(Caller caller, Instant now) {
        this.caller = caller;
        this.since = now;
    }

    /** The session's caller. Its issue time is that of its oldest token, so that no renewal outlives a revocation. */
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
     * Whether to tell the client now that the token ends; true once for each end.
     *
     * <p>The client is told {@code warning} before the end, but not before the last quarter of the life that the token
     * had left on arrival. Otherwise a client with short tokens would be told immediately, again and again.
     */
    synchronized boolean announces(Instant now, Duration warning) {
        boolean announces = !announced && !now.isBefore(announcement(warning));
        announced |= announces;
        return announces;
    }

    /** The time until the client must be told or the token has ended, in nanoseconds; at most an hour. */
    synchronized long rest(Instant now, SessionSettings settings) {
        Instant next = announced ? caller.endsAt() : announcement(settings.expiryWarning());
        Duration rest = Duration.between(now, next);
        return rest.compareTo(LONG) < 0 ? rest.toNanos() : LONG.toNanos();
    }

    private Instant announcement(Duration warning) {
        if (caller.expiresAt().equals(Instant.MAX)) {
            return Instant.MAX;
        }
        // A token that had expired when it arrived, but within the allowed clock skew, ends when the skew is over.
        Instant end = since.isBefore(caller.expiresAt()) ? caller.expiresAt() : caller.endsAt();
        Duration life = Duration.between(since, end);
        // In nanoseconds: a division of durations uses big decimals, and every visit computes this.
        boolean isShort = life.compareTo(Duration.ofNanos(LAST_PART * warning.toNanos())) < 0;
        return end.minus(isShort ? Duration.ofNanos(life.toNanos() / LAST_PART) : warning);
    }
}
