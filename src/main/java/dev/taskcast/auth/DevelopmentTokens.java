package dev.taskcast.auth;

import dev.taskcast.config.AuthSettings;
import dev.taskcast.config.IssuerSettings;
import dev.taskcast.config.Mode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Issues tokens for the demo, only in development: in production, no code can issue them. */
public final class DevelopmentTokens {
    private final IssuerSettings issuer;
    private final TokenVerifier verifier;
    private final InstantSource clock;

    /** Creates an issuer that signs with the current secret of {@code verifier}. In production, it throws. */
    public DevelopmentTokens(AuthSettings settings, TokenVerifier verifier, InstantSource clock) {
        if (settings.mode() != Mode.DEVELOPMENT) {
            throw new IllegalStateException("Tokens are issued in development only");
        }
        this.issuer = settings.shared().orElseThrow();
        this.verifier = verifier;
        this.clock = clock;
    }

    /** An HS256 token that proves {@code user} with the roles {@code groups}, for {@code validity}. */
    public String issue(String user, List<String> groups, Duration validity) {
        Instant now = clock.instant();
        JwtClaims claims = new JwtClaims();
        claims.setStringClaim(issuer.userClaims().get(0), user);
        claims.setStringListClaim("groups", groups);
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.plus(validity).getEpochSecond()));
        issuer.issuer().ifPresent(claims::setIssuer);
        if (!issuer.audiences().isEmpty()) {
            claims.setAudience(issuer.audiences());
        }
        JsonWebSignature token = new JsonWebSignature();
        token.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        token.setKey(verifier.sharedKey());
        token.setPayload(claims.toJson());
        try {
            return token.getCompactSerialization();
        } catch (JoseException impossible) {
            throw new IllegalStateException("A checked secret signs HS256");
        }
    }
}
