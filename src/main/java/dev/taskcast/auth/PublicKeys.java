package dev.taskcast.auth;

import dev.taskcast.config.SigningAlgorithm;
import java.security.Key;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;

/**
 * A set of public keys, as they were read.
 *
 * <p>It contains only keys that can safely verify. It leaves out shared secrets, keys that came with their private
 * half, and RSA keys under 2048 bits. It also leaves out keys for algorithms that the issuer does not have.
 */
final class PublicKeys implements KeySource {
    static final PublicKeys EMPTY = new PublicKeys(List.of(), Set.of());

    private static final int MIN_RSA_BITS = 2048;
    /** The most keys that are tried for one token: a signature costs up to a millisecond. */
    private static final int MAX_TRIED = 4;

    private final List<JsonWebKey> keys;
    private final List<String> flaws;

    /** Takes those of {@code keys} that can be used for one of {@code algorithms}. */
    PublicKeys(List<? extends JsonWebKey> keys, Set<SigningAlgorithm> algorithms) {
        this.keys = keys.stream()
                .filter(key -> flaw(key, algorithms).isEmpty())
                .<JsonWebKey>map(it -> it)
                .toList();
        this.flaws = keys.stream()
                .flatMap(key -> flaw(key, algorithms).stream())
                .distinct()
                .toList();
    }

    /** Why keys were left out, each reason once. */
    List<String> flaws() {
        return flaws;
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    @Override
    public List<Key> candidates(UnverifiedToken token, Instant now) {
        List<Key> found = matching(token);
        if (found.isEmpty()) {
            throw TokenFault.KEY.exception();
        }
        return found;
    }

    /** The keys that can have signed {@code token}; empty if its key is not in this set. */
    List<Key> matching(UnverifiedToken token) {
        return keys.stream()
                .filter(key -> fits(key, token.algorithm()))
                .filter(key -> named(key, token.keyId()))
                .map(JsonWebKey::getKey)
                .limit(MAX_TRIED)
                .toList();
    }

    /** Whether a key of this set has exactly the key id of {@code token}. */
    boolean names(UnverifiedToken token) {
        return keys.stream()
                .filter(key -> fits(key, token.algorithm()))
                .anyMatch(key -> key.getKeyId() != null
                        && token.keyId().filter(key.getKeyId()::equals).isPresent());
    }

    private static Optional<String> flaw(JsonWebKey key, Set<SigningAlgorithm> algorithms) {
        if (!(key instanceof PublicJsonWebKey pair)) {
            return Optional.of("a shared secret");
        }
        if (pair.getPrivateKey() != null) {
            return Optional.of("a private key, which belongs to the issuer alone");
        }
        boolean forSignatures = key.getUse() == null || key.getUse().equals("sig");
        boolean forVerifying = key.getKeyOps() == null || key.getKeyOps().contains("verify");
        if (!forSignatures || !forVerifying) {
            return Optional.of("a key for another use");
        }
        if (key.getKey() instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            return Optional.of("RSA of " + rsa.getModulus().bitLength() + " bits");
        }
        return algorithms.stream().anyMatch(algorithm -> fits(key, algorithm))
                ? Optional.empty()
                : Optional.of("a key for another algorithm than those of this issuer");
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

    /** A key without an id, as in a PEM file, is a candidate for every token. */
    private static boolean named(JsonWebKey key, Optional<String> keyId) {
        return key.getKeyId() == null || keyId.isEmpty() || keyId.get().equals(key.getKeyId());
    }
}
