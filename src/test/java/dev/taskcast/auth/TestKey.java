package dev.taskcast.auth;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** A key that signs tokens in tests. It is generated once for each name. */
public record TestKey(String algorithm, String id, Key signing, PublicJsonWebKey jwk) {
    private static final Map<String, TestKey> MADE = new ConcurrentHashMap<>();

    public static TestKey of(String algorithm, String id) {
        return MADE.computeIfAbsent(algorithm + "/" + id, both -> {
            PublicJsonWebKey jwk = generate(algorithm);
            jwk.setKeyId(id);
            return new TestKey(algorithm, id, jwk.getPrivateKey(), jwk);
        });
    }

    public static TestKey secret(String algorithm, String secret) {
        return new TestKey(algorithm, null, new HmacKey(secret.getBytes(StandardCharsets.UTF_8)), null);
    }

    /** The document that an issuer publishes for these keys. */
    public static String jwks(TestKey... keys) {
        return new JsonWebKeySet(Arrays.stream(keys).map(TestKey::jwk).toList()).toJson();
    }

    public String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(jwk.getPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static PublicJsonWebKey generate(String algorithm) {
        try {
            return switch (algorithm) {
                case "ES256" -> EcJwkGenerator.generateJwk(EllipticCurves.P256);
                case "ES384" -> EcJwkGenerator.generateJwk(EllipticCurves.P384);
                case "ES512" -> EcJwkGenerator.generateJwk(EllipticCurves.P521);
                case "EdDSA" -> OkpJwkGenerator.generateJwk("Ed25519");
                default -> RsaJwkGenerator.generateJwk(2048);
            };
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
