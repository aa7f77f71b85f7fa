package dev.taskcast.auth;

import dev.taskcast.config.AuthSettings;
import dev.taskcast.config.IssuerSettings;
import dev.taskcast.config.KeySettings;
import dev.taskcast.config.Secret;
import dev.taskcast.config.SigningAlgorithm;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/**
 * Checks of a token before the first device comes.
 *
 * <p>The first check in a process takes half a second of processor time, and each of the next hundred takes two
 * milliseconds. In that time, classes are loaded, cryptography is set up, and code is compiled. After a deploy all
 * devices come at the same time, and each would wait (docs/decisions/connections.md). The token is signed with a secret
 * that is made for this and then dropped; no other verifier accepts it.
 */
public final class Rehearsal {
    /**
     * After this many checks, a check takes a tenth of a millisecond; the first compiler has compiled all of its code.
     */
    static final int CHECKS = 1_000;

    private static final String USER = "rehearsal";
    private static final SigningAlgorithm ALGORITHM = SigningAlgorithm.HS256;

    private Rehearsal() {}

    /** Checks a token of its own with the limits of {@code settings}, which are not changed. */
    public static void run(AuthSettings settings) {
        Secret secret = Secret.random();
        AuthSettings own = new AuthSettings(
                settings.mode(),
                List.of(issuer(secret)),
                settings.clockSkew(),
                Optional.empty(),
                settings.maxTokenLength(),
                new AuthSettings.Cache(0, settings.cache().maxAge()),
                settings.jwks(),
                Optional.empty(),
                false);
        String token = token(secret);
        try (TokenVerifier verifier = new TokenVerifier(own, InstantSource.system())) {
            for (int check = 0; check < CHECKS; check++) {
                verifier.refusedLately(token);
                verifier.verify(token);
            }
        }
    }

    private static IssuerSettings issuer(Secret secret) {
        return new IssuerSettings(
                USER,
                Optional.empty(),
                List.of(),
                Set.of(ALGORITHM),
                List.of("sub"),
                true,
                new KeySettings.Shared(List.of(secret)),
                Optional.empty());
    }

    private static String token(Secret secret) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(USER);
        claims.setExpirationTime(
                NumericDate.fromSeconds(Instant.now().plus(Duration.ofHours(1)).getEpochSecond()));
        JsonWebSignature token = new JsonWebSignature();
        token.setAlgorithmHeaderValue(ALGORITHM.headerName());
        token.setKey(new HmacKey(secret.bytes()));
        token.setPayload(claims.toJson());
        try {
            return token.getCompactSerialization();
        } catch (JoseException impossible) {
            throw new IllegalStateException("A random secret signs HS256", impossible);
        }
    }
}
