package dev.taskcast.auth;

import java.time.Instant;
import java.util.Set;

/**
 * Who is asking: what a verified token proves.
 *
 * @param user the user id, from the claim that the issuer's configuration names; never blank
 * @param issuedAt when the token was issued, never later than it was first seen here; {@link Instant#EPOCH} if it
 *     does not say
 * @param expiresAt when the token stops being valid, by its {@code exp} or by its age; {@link Instant#MAX} for never
 * @param endsAt when it is no longer accepted, nor a session of it: later than {@code expiresAt} by what clocks may differ
 * @param roles the names in the {@code groups} claim
 */
public record Caller(String user, Instant issuedAt, Instant expiresAt, Instant endsAt, Set<String> roles) {
    public Caller {
        if (user.isBlank()) {
            throw new IllegalArgumentException("A caller has a user id");
        }
        roles = Set.copyOf(roles);
    }

    /** A caller where clocks do not differ. */
    public Caller(String user, Instant issuedAt, Instant expiresAt, Set<String> roles) {
        this(user, issuedAt, expiresAt, expiresAt, roles);
    }

    /** The same caller, with a token that was issued at {@code latest} or before. */
    public Caller issuedNoLaterThan(Instant latest) {
        return issuedAt.isAfter(latest) ? new Caller(user, latest, expiresAt, endsAt, roles) : this;
    }
}
