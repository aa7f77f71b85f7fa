package dev.taskcast.auth;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Builds a token. Unless the test says otherwise, it is for ada, and valid for an hour from {@link #NOW}. */
public final class TestToken {
    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final Map<String, Object> headers = new LinkedHashMap<>();
    private final Map<String, Object> claims = new LinkedHashMap<>();

    public TestToken() {
        claim("sub", "ada").issuedAfter(Duration.ZERO).expiresAfter(Duration.ofHours(1));
    }

    public TestToken claim(String name, Object value) {
        claims.put(name, value);
        return this;
    }

    public TestToken without(String name) {
        claims.remove(name);
        return this;
    }

    public TestToken header(String name, Object value) {
        headers.put(name, value);
        return this;
    }

    public TestToken issuedAfter(Duration age) {
        return claim("iat", NOW.plus(age).getEpochSecond());
    }

    public TestToken expiresAfter(Duration validity) {
        return claim("exp", NOW.plus(validity).getEpochSecond());
    }

    public String signedWith(TestKey key) {
        return signedWith(key, JsonUtil.toJson(claims).getBytes(StandardCharsets.UTF_8));
    }

    /** Signs any {@code payload} instead of the claims. */
    public String signedWith(TestKey key, byte[] payload) {
        JsonWebSignature token = new JsonWebSignature();
        token.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        token.setDoKeyValidation(false);
        token.setAlgorithmHeaderValue(key.algorithm());
        if (key.id() != null) {
            token.setKeyIdHeaderValue(key.id());
        }
        headers.forEach(token::setHeader);
        token.setKey(key.signing());
        token.setPayloadBytes(payload);
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token with the header {@code json} and any signature. */
    public String raw(String json, String signature) {
        return base64(json) + "." + base64(JsonUtil.toJson(claims)) + "." + signature;
    }

    public static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
