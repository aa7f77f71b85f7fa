package dev.taskcast.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * The private keys that decrypt tokens, in the forms of MicroProfile JWT 2.1: PEM, JWK, JWKS, and each of these in
 * Base64.
 */
final class PrivateKeys implements Decryption.Keys {
    private static final Pattern PEM = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
    private static final int MIN_BITS = 2048;
    /** The most keys that are tried for one token: each try takes a millisecond. */
    private static final int MAX_TRIED = 4;

    private record Named(Optional<String> id, PrivateKey key) {}

    private final List<Named> keys;

    private PrivateKeys(List<Named> keys) {
        this.keys = keys;
    }

    /**
     * The keys in {@code text}; at least one.
     *
     * @throws IllegalArgumentException if it contains no usable private key; the message is constant
     */
    static PrivateKeys parse(String text) {
        List<Named> usable = new ArrayList<>();
        try {
            read(text.strip()).stream()
                    .filter(named -> named.key() instanceof RSAKey rsa
                            && rsa.getModulus().bitLength() >= MIN_BITS)
                    .forEach(usable::add);
        } catch (JoseException | GeneralSecurityException | IllegalArgumentException | ClassCastException wrong) {
            // The parser's message is dropped: it may quote a part of the key.
            usable.clear();
        }
        if (usable.isEmpty()) {
            throw new IllegalArgumentException(
                    "no usable private key; allowed is PEM (PKCS#8), JWK or JWKS with RSA of " + MIN_BITS
                            + " bits or more");
        }
        return new PrivateKeys(List.copyOf(usable));
    }

    /**
     * The keys of the right length that have this id or no id. If the token names no id, the id of a key does not
     * matter.
     */
    @Override
    public List<PrivateKey> candidates(Optional<String> id, int bytes) {
        return keys.stream()
                .filter(named ->
                        named.id().isEmpty() || id.isEmpty() || named.id().equals(id))
                .map(Named::key)
                .filter(key -> bytes == (((RSAKey) key).getModulus().bitLength() + Byte.SIZE - 1) / Byte.SIZE)
                .limit(MAX_TRIED)
                .toList();
    }

    private static List<Named> read(String text) throws JoseException, GeneralSecurityException {
        if (text.startsWith("{")) {
            return json(text);
        }
        if (text.startsWith("-----BEGIN")) {
            Matcher pem = PEM.matcher(text);
            return pem.find() ? List.of(pkcs8(Base64.getMimeDecoder().decode(pem.group(1)))) : List.of();
        }
        byte[] decoded = Base64.getMimeDecoder().decode(text.replace('-', '+').replace('_', '/'));
        String inner = new String(decoded, StandardCharsets.UTF_8).strip();
        return inner.startsWith("{") || inner.startsWith("-----BEGIN") ? read(inner) : List.of(pkcs8(decoded));
    }

    private static Named pkcs8(byte[] der) throws GeneralSecurityException {
        return new Named(Optional.empty(), KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)));
    }

    private static List<Named> json(String text) throws JoseException {
        List<JsonWebKey> found = JsonUtil.parseJson(text).containsKey(JsonWebKeySet.JWK_SET_MEMBER_NAME)
                ? new JsonWebKeySet(text).getJsonWebKeys()
                : List.of(JsonWebKey.Factory.newJwk(text));
        List<Named> named = new ArrayList<>();
        for (JsonWebKey key : found) {
            boolean forSignatures = "sig".equals(key.getUse());
            if (key instanceof PublicJsonWebKey pair && pair.getPrivateKey() != null && !forSignatures) {
                named.add(new Named(Optional.ofNullable(key.getKeyId()), pair.getPrivateKey()));
            }
        }
        return named;
    }
}
