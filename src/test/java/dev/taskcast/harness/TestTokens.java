package dev.taskcast.harness;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** Really signed tokens (HS256), as a login service would hand them out. */
public final class TestTokens {
    private final HmacKey key;

    /** Tokens signed with {@code secret}, at least 32 bytes long. */
    public TestTokens(String secret) {
        this.key = new HmacKey(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** A token of {@code user} that is good for an hour. */
    public String of(String user) {
        return of(user, Duration.ofHours(1));
    }

    /** A token of {@code user} that ends after {@code lifetime}, which may be negative: then it has ended. */
    public String of(String user, Duration lifetime) {
        return sign(claims(user, lifetime));
    }

    /** A token of {@code user} with {@code roles} that is good for an hour. */
    public String withRole(String user, String... roles) {
        JwtClaims claims = claims(user, Duration.ofHours(1));
        claims.setStringListClaim("groups", roles);
        return sign(claims);
    }

    private static JwtClaims claims(String user, Duration lifetime) {
        Instant now = Instant.now();
        JwtClaims claims = new JwtClaims();
        claims.setSubject(user);
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.plus(lifetime).getEpochSecond()));
        return claims;
    }

    /** A token with exactly {@code claims}. */
    public String sign(JwtClaims claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        signature.setKey(key);
        signature.setPayload(claims.toJson());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException failed) {
            throw new IllegalStateException("The test's secret cannot sign", failed);
        }
    }
}
