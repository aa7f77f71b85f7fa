package dev.taskcast.auth;

import dev.taskcast.config.SigningAlgorithm;
import java.security.Key;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;

/**
 * A set of public keys, as they were read.
 *
 * <p>Only keys that can safely verify are in it: no shared secrets, none whose private half came along, no
 * RSA under 2048 bits.
 */
final class PublicKeys implements KeySource {
    private static final int MIN_RSA_BITS = 2048;
    /** More keys than this are not tried for one token: a signature costs up to a millisecond. */
    private static final int MAX_TRIED = 4;

    private final List<JsonWebKey> keys;

    PublicKeys(List<? extends JsonWebKey> keys) {
        this.keys = keys.stream()
                .filter(PublicKeys::usable)
                .<JsonWebKey>map(it -> it)
                .toList();
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    @Override
    public List<Key> candidates(UnverifiedToken token) {
        List<Key> found = matching(token);
        if (found.isEmpty()) {
            throw Refusal.KEY.exception();
        }
        return found;
    }

    /** The keys that can have signed {@code token}; none if it is not of this set. */
    List<Key> matching(UnverifiedToken token) {
        return keys.stream()
                .filter(key -> fits(key, token.algorithm()))
                .filter(key -> named(key, token.keyId()))
                .map(JsonWebKey::getKey)
                .limit(MAX_TRIED)
                .toList();
    }

    private static boolean usable(JsonWebKey key) {
        if (!(key instanceof PublicJsonWebKey pair) || pair.getPrivateKey() != null) {
            return false;
        }
        boolean forSignatures = key.getUse() == null || key.getUse().equals("sig");
        boolean forVerifying = key.getKeyOps() == null || key.getKeyOps().contains("verify");
        boolean weak =
                key.getKey() instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS;
        return forSignatures && forVerifying && !weak;
    }

    private static boolean fits(JsonWebKey key, SigningAlgorithm algorithm) {
        boolean sameCurve = algorithm.curves().isEmpty() || algorithm.curves().contains(curve(key));
        boolean sameAlgorithm = key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm.headerName());
        return key.getKeyType().equals(algorithm.keyType()) && sameCurve && sameAlgorithm;
    }

    private static String curve(JsonWebKey key) {
        if (key instanceof EllipticCurveJsonWebKey elliptic) {
            return elliptic.getCurveName();
        }
        return key instanceof OctetKeyPairJsonWebKey octets ? octets.getSubtype() : "";
    }

    /** A key without a name, as a PEM file has it, is a candidate for every token. */
    private static boolean named(JsonWebKey key, Optional<String> keyId) {
        return key.getKeyId() == null || keyId.isEmpty() || keyId.get().equals(key.getKeyId());
    }
}
