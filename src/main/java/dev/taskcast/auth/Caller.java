package dev.taskcast.auth;

import java.time.Instant;
import java.util.Set;

/**
 * Who is asking: what a verified token proves.
 *
 * @param user the user id, from the claim that the issuer's configuration names; never blank
 * @param issuedAt when the token was issued; {@link Instant#EPOCH} if it does not say
 * @param expiresAt when the token stops being valid; {@link Instant#MAX} if it does not say
 * @param roles the names in the {@code groups} claim
 */
public record Caller(String user, Instant issuedAt, Instant expiresAt, Set<String> roles) {
    public Caller {
        if (user.isBlank()) {
            throw new IllegalArgumentException("A caller has a user id");
        }
        roles = Set.copyOf(roles);
    }
}
