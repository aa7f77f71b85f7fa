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

/** Signed tokens (HS256), as a login service would issue them. */
public final class TestTokens {
    private final HmacKey key;

    /** Signs tokens with {@code secret}, which has at least 32 bytes. */
    public TestTokens(String secret) {
        this.key = new HmacKey(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** A token of {@code user} that is valid for an hour. */
    public String of(String user) {
        return of(user, Duration.ofHours(1));
    }

    /** A token of {@code user} that ends after {@code lifetime}; with a negative lifetime it has already ended. */
    public String of(String user, Duration lifetime) {
        return sign(claims(user, lifetime));
    }

    /** A token of {@code user} with {@code roles} that is valid for an hour. */
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
