package dev.taskcast.fuzz;

import dev.taskcast.auth.TestKey;
import dev.taskcast.auth.TestToken;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.config.ShippedSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.lang.JoseException;

/**
 * The keys of two issuers.
 *
 * <p>One issuer shares a secret with the gateway. The other issuer has public keys, and encrypts the tokens that it
 * signs. Each process has new keys, except for the secret.
 */
final class TokenKeys {
    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static final String SECRET = "the secret of the existing service, shared by both";
    private static final TestKey SHARED = TestKey.secret("HS256", SECRET);
    private static final TestKey RSA = TestKey.of("RS256", "rsa");
    private static final TestKey CURVE = TestKey.of("ES256", "curve");
    private static final TestKey EDWARDS = TestKey.of("EdDSA", "edwards");
    private static final TestKey OURS = TestKey.of("RS256", "ours");

    /** A verifier that knows all keys. */
    TokenVerifier verifier() {
        Map<String, String> settings = Map.of(
                "BETTER_AUTH_SECRET",
                SECRET,
                "taskcast.auth.secret.require-expiry",
                "true",
                "mp.jwt.verify.publickey",
                TestKey.jwks(RSA, CURVE, EDWARDS),
                "mp.jwt.decrypt.key.location",
                decryptionKey().toString());
        return new TokenVerifier(ShippedSettings.settings().withAll(settings).auth(), InstantSource.fixed(NOW));
    }

    /** Tokens that a verifier accepts, one of each kind. */
    List<String> goodTokens() {
        return List.of(
                new TestToken().signedWith(SHARED),
                encrypted(new TestToken().signedWith(RSA)),
                encrypted(new TestToken().signedWith(CURVE)),
                encrypted(new TestToken().signedWith(EDWARDS)));
    }

    /** A token with the header {@code json}, which can be any text, and a valid signature of HMAC with SHA-256. */
    String withHeader(String json) {
        String content = TestToken.base64(json) + "."
                + TestToken.base64("{\"sub\":\"ada\",\"exp\":" + (NOW.getEpochSecond() + 60) + "}");
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature = mac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token with any payload and a valid signature. */
    String withPayload(byte[] payload) {
        return new TestToken().signedWith(SHARED, payload);
    }

    /** A token with any content, encrypted with the gateway's key. */
    String encrypted(String content) {
        JsonWebEncryption token = new JsonWebEncryption();
        token.setAlgorithmHeaderValue("RSA-OAEP-256");
        token.setEncryptionMethodHeaderParameter("A256GCM");
        token.setContentTypeHeaderValue("JWT");
        token.setKey(OURS.jwk().getPublicKey());
        token.setPayload(content);
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path decryptionKey() {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(OURS.jwk().getPrivateKey().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        try {
            Path file = Files.createTempFile("decryption", ".pem");
            file.toFile().deleteOnExit();
            return Files.writeString(file, pem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
