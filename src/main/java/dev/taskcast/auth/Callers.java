package dev.taskcast.auth;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;

/** Makes a caller of the claims of a verified token. */
final class Callers {
    private static final int MAX_USER_LENGTH = 256;

    private Callers() {}

    /** The caller whom the claim {@code userClaim} names. */
    static Caller of(JwtClaims claims, String userClaim) {
        try {
            return new Caller(
                    user(claims.getClaimValue(userClaim)),
                    instant(claims.getIssuedAt(), Instant.EPOCH),
                    instant(claims.getExpirationTime(), Instant.MAX),
                    roles(claims.getClaimValue("groups")));
        } catch (MalformedClaimException malformed) {
            throw Refusal.MALFORMED.exception();
        }
    }

    /** A text, or a whole number as some databases have it; short, and fit for a line of a log. */
    private static String user(Object claim) {
        if (claim instanceof Long number) {
            return number.toString();
        }
        if (claim instanceof String text
                && !text.isBlank()
                && text.length() <= MAX_USER_LENGTH
                && text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        throw Refusal.NO_USER.exception();
    }

    private static Instant instant(NumericDate date, Instant missing) {
        if (date == null) {
            return missing;
        }
        long seconds = date.getValue();
        return seconds >= Instant.MAX.getEpochSecond() ? Instant.MAX : Instant.ofEpochSecond(Math.max(0, seconds));
    }

    private static Set<String> roles(Object claim) {
        if (claim instanceof List<?> names) {
            return names.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .collect(Collectors.toSet());
        }
        return Set.of();
    }
}
