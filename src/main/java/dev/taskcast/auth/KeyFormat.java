package dev.taskcast.auth;

import dev.taskcast.config.SigningAlgorithm;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * Reads public keys in the forms of MicroProfile JWT 2.1 §9.2.3: PEM (one or several, also certificates), JWK and JWKS.
 * Each of these may also be in Base64.
 */
final class KeyFormat {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([^-]+)-----END \\1-----");
    private static final List<String> KEY_TYPES = List.of("RSA", "EC", "EdDSA");

    private KeyFormat() {}

    /**
     * The keys in {@code text} that are for one of {@code algorithms}; at least one.
     *
     * @throws IllegalArgumentException if it contains no usable public key
     */
    static PublicKeys parse(String text, Set<SigningAlgorithm> algorithms) {
        PublicKeys keys;
        try {
            keys = new PublicKeys(read(text.strip()), algorithms);
        } catch (JoseException | GeneralSecurityException | IllegalArgumentException | ClassCastException wrong) {
            throw noKey(List.of());
        }
        if (keys.isEmpty()) {
            throw noKey(text.contains("PRIVATE KEY-----") ? List.of("a private key") : keys.flaws());
        }
        return keys;
    }

    private static List<? extends JsonWebKey> read(String text) throws JoseException, GeneralSecurityException {
        if (text.startsWith("{")) {
            return json(text);
        }
        if (text.startsWith("-----BEGIN")) {
            return pem(text);
        }
        byte[] decoded = Base64.getMimeDecoder().decode(text.replace('-', '+').replace('_', '/'));
        String inner = new String(decoded, StandardCharsets.UTF_8).strip();
        return inner.startsWith("{") || inner.startsWith("-----BEGIN") ? read(inner) : List.of(jwk(publicKey(decoded)));
    }

    private static List<? extends JsonWebKey> json(String text) throws JoseException {
        Map<String, Object> document = JsonUtil.parseJson(text);
        if (document.containsKey(JsonWebKeySet.JWK_SET_MEMBER_NAME)) {
            return new JsonWebKeySet(text).getJsonWebKeys();
        }
        return List.of(JsonWebKey.Factory.newJwk(document));
    }

    private static List<JsonWebKey> pem(String text) throws GeneralSecurityException, JoseException {
        List<JsonWebKey> keys = new ArrayList<>();
        Matcher block = PEM.matcher(text);
        while (block.find()) {
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            keys.add(jwk(block.group(1).equals("CERTIFICATE") ? certificate(der) : publicKey(der)));
        }
        return keys;
    }

    private static JsonWebKey jwk(PublicKey key) throws JoseException {
        return PublicJsonWebKey.Factory.newPublicJwk(key);
    }

    private static PublicKey certificate(byte[] der) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der))
                .getPublicKey();
    }

    private static PublicKey publicKey(byte[] der) throws GeneralSecurityException {
        for (String type : KEY_TYPES) {
            try {
                return KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(der));
            } catch (GeneralSecurityException notThisType) {
                // perhaps the next form
            }
        }
        throw new GeneralSecurityException("No known type of key");
    }

    private static IllegalArgumentException noKey(List<String> instead) {
        String found = instead.isEmpty() ? "" : ", but " + String.join(", and ", instead);
        return new IllegalArgumentException("no usable public key" + found + "; allowed is PEM, JWK or JWKS"
                + " with RSA of 2048 bits or more, EC or Ed25519/Ed448 keys");
    }
}
