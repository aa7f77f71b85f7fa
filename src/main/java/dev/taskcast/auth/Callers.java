package dev.taskcast.auth;

import dev.taskcast.config.AuthSettings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;

/** Creates a caller from the claims of a verified token. */
final class Callers {
    private static final int MAX_USER_LENGTH = 256;

    private final AuthSettings settings;

    Callers(AuthSettings settings) {
        this.settings = settings;
    }

    /**
     * The caller that {@code claims} name, by the first of {@code userClaims} that is present. {@code now} is when the
     * token is seen.
     */
    Caller of(JwtClaims claims, List<String> userClaims, Instant now) {
        try {
            Instant issued = instant(claims.getIssuedAt(), Instant.EPOCH);
            Instant expires = earlier(instant(claims.getExpirationTime(), Instant.MAX), tooOld(issued));
            Caller caller = new Caller(
                    user(name(claims, userClaims)),
                    issued,
                    expires,
                    expires.equals(Instant.MAX) ? expires : expires.plus(settings.clockSkew()),
                    roles(claims.getClaimValue("groups")),
                    new TokenClaims(claims.getRawJson()));
            // A token with an iat ahead of our clock would survive a revocation. The token is here, so it was issued
            // before now.
            return caller.issuedNoLaterThan(now.truncatedTo(ChronoUnit.SECONDS));
        } catch (MalformedClaimException malformed) {
            throw TokenFault.MALFORMED.exception();
        }
    }

    /**
     * A claim that is present but is not a name, such as null, names no user. Otherwise one token would mean two users.
     */
    private static Object name(JwtClaims claims, List<String> userClaims) {
        return userClaims.stream()
                .filter(claims.getClaimNames()::contains)
                .findFirst()
                .map(claims::getClaimValue)
                .orElseThrow(TokenFault.NO_USER::exception);
    }

    private Instant tooOld(Instant issued) {
        return settings.tokenAge().map(issued::plus).orElse(Instant.MAX);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** A text, or a whole number, which some databases use. It is short, and cannot break a line of a log. */
    private static String user(Object claim) {
        return ClaimValues.name(claim)
                .filter(name -> !name.isBlank()
                        && name.length() <= MAX_USER_LENGTH
                        && name.chars().noneMatch(Character::isISOControl))
                .orElseThrow(TokenFault.NO_USER::exception);
    }

    private static Instant instant(NumericDate date, Instant missing) {
        return date == null ? missing : Instant.ofEpochSecond(Math.max(0, date.getValue()));
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
