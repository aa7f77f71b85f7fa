package dev.taskcast.auth;

import dev.taskcast.wire.Json;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwt.JwtClaims;

/** The allowed values of the claims that we use. */
final class ClaimValues {
    private static final List<String> DATES = List.of("exp", "nbf", "iat");
    private static final List<String> NAMES = List.of("iss", "aud", "groups");
    /**
     * The years that RFC 3339 can express. A later time is mostly a number of milliseconds that its sender took for
     * seconds.
     */
    private static final double FIRST_SECOND =
            Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();

    private static final double BEYOND_LAST_SECOND =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond() + 1.0;

    private ClaimValues() {}

    /** Refuses claims with meaningless values, even in a signed token. */
    static void check(JwtClaims claims) {
        boolean all = true;
        for (String date : DATES) {
            all &= isDate(claims.getClaimValue(date));
        }
        for (String name : NAMES) {
            all &= isWellFormed(claims.getClaimValue(name));
        }
        if (!all) {
            throw TokenFault.MALFORMED.exception();
        }
    }

    /** A text as it is, or a whole number as its decimal digits; empty for anything else. */
    static Optional<String> name(Object claim) {
        if (claim instanceof Long || claim instanceof BigInteger) {
            return Optional.of(claim.toString());
        }
        return claim instanceof String text && Json.isWellFormed(text) ? Optional.of(text) : Optional.empty();
    }

    /** Whether no text in {@code claim} has half a surrogate pair; {@code claim} may be absent. */
    static boolean isWellFormed(Object claim) {
        if (claim instanceof List<?> several) {
            return several.stream().allMatch(ClaimValues::isWellFormed);
        }
        return !(claim instanceof String text) || Json.isWellFormed(text);
    }

    private static boolean isDate(Object claim) {
        if (claim instanceof Number number) {
            double seconds = number.doubleValue();
            return seconds >= FIRST_SECOND && seconds < BEYOND_LAST_SECOND;
        }
        return claim == null;
    }
}
