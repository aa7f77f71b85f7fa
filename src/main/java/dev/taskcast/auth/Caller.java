package dev.taskcast.auth;

import java.time.Instant;
import java.util.Set;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * The user that a verified token proves, with the token's claims. The platform gets it as a {@link JsonWebToken}.
 *
 * <p>The token itself is not kept, so that it cannot be found in memory: {@link #getRawToken} is null. Times in the
 * claims are those of the token.
 *
 * @param user the user id, from the claim that the settings of the issuer name; never blank
 * @param issuedAt when the token was issued, never later than it was first seen here; {@link Instant#EPOCH} if the
 *     token does not say
 * @param expiresAt when the token stops being valid, by its {@code exp} or by its age; {@link Instant#MAX} if it never
 *     does
 * @param endsAt when the token and its sessions are refused: later than {@code expiresAt} by the allowed difference of
 *     clocks
 * @param roles the names in the {@code groups} claim
 * @param claims all claims of the token
 */
public record Caller(
        String user, Instant issuedAt, Instant expiresAt, Instant endsAt, Set<String> roles, TokenClaims claims)
        implements JsonWebToken {
    public Caller {
        if (user.isBlank()) {
            throw new IllegalArgumentException("A caller has a user id");
        }
        roles = Set.copyOf(roles);
    }

    /** Creates a caller without known claims. */
    public Caller(String user, Instant issuedAt, Instant expiresAt, Instant endsAt, Set<String> roles) {
        this(user, issuedAt, expiresAt, endsAt, roles, TokenClaims.NONE);
    }

    /** Creates a caller without an allowed difference of clocks. */
    public Caller(String user, Instant issuedAt, Instant expiresAt, Set<String> roles) {
        this(user, issuedAt, expiresAt, expiresAt, roles);
    }

    /** The same caller, with a token that was issued at {@code latest} or before. */
    public Caller issuedNoLaterThan(Instant latest) {
        return issuedAt.isAfter(latest) ? new Caller(user, latest, expiresAt, endsAt, roles, claims) : this;
    }

    /** The user id. */
    @Override
    public String getName() {
        return user;
    }

    /** Null: the token is not kept. */
    @Override
    public String getRawToken() {
        return null;
    }

    @Override
    public Set<String> getClaimNames() {
        return claims.names();
    }

    /** The claim of this name in the type of MicroProfile JWT 2.1, or null. */
    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // The specification lets the calling code name the type.
    public <T> T getClaim(String name) {
        return (T) claims.value(name).orElse(null);
    }

    /** The roles; empty if the token claims no role. */
    @Override
    public Set<String> getGroups() {
        return roles;
    }

    /** The claim {@code exp}, in seconds since the epoch; 0 if it is absent. */
    @Override
    public long getExpirationTime() {
        return seconds(Claims.exp);
    }

    /** The claim {@code iat}, in seconds since the epoch; 0 if it is absent. */
    @Override
    public long getIssuedAtTime() {
        return seconds(Claims.iat);
    }

    private long seconds(Claims claim) {
        return claims.value(claim.name()).map(Long.class::cast).orElse(0L);
    }

    /** Shows no claim: this text may reach a log. */
    @Override
    public String toString() {
        return "Caller[not shown]";
    }
}
