package dev.taskcast.auth;

import dev.taskcast.config.DecryptionSettings;
import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwe.ContentEncryptionAlgorithmIdentifiers;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwx.HeaderParameterNames;
import org.jose4j.jwx.Headers;
import org.jose4j.lang.JoseException;

/**
 * Takes the signed token out of an encrypted one (RFC 7516, as MicroProfile JWT 2.1 uses it). Encryption proves nothing
 * about the sender, because the public key is public. So the content must be a signed token, which is checked like any
 * other. Thread-safe.
 */
final class Decryption {
    /** RFC 7516 §7.1: with RSA and authenticated encryption, no part is empty. */
    private static final Pattern ENCRYPTED = Pattern.compile("[\\w-]+(\\.[\\w-]+){4}");
    /** Header fields that would bring a key along, change the rules, or expand a short text to a long one. */
    private static final List<String> FORBIDDEN = List.of("jwk", "jku", "x5u", "x5c", "crit", "b64", "zip");

    /** The only accepted encryption of the content, with the lengths of its parts (RFC 7518 §5.3). */
    private static final String CONTENT = ContentEncryptionAlgorithmIdentifiers.AES_256_GCM;
    /** The parts of a token: header, encrypted key, initialization vector, ciphertext, tag. */
    private static final int KEY = 1;

    private static final int VECTOR = 2;
    private static final int VECTOR_BYTES = 12;
    private static final int TAG = 4;
    private static final int TAG_BYTES = 16;

    private final Keys keys;
    private final Set<String> algorithms;

    /** The private keys. */
    interface Keys {
        /** The keys that can decrypt {@code bytes} bytes; {@code id} is the key's id, if the token names it. */
        List<PrivateKey> candidates(Optional<String> id, int bytes);
    }

    Decryption(DecryptionSettings settings, Keys keys) {
        this.keys = keys;
        this.algorithms = settings.algorithms();
    }

    /** Whether {@code token} has the form of an encrypted token. */
    static boolean isEncrypted(String token) {
        return ENCRYPTED.matcher(token).matches();
    }

    /**
     * The signed token in {@code token}. Every fault of the encryption is the same fault, so the sender learns nothing
     * more. Trying a key takes much longer than checking a signature. So a token that no key of ours could decrypt is
     * refused before a key is tried.
     */
    String signed(String token) {
        StrictJson.of(token.substring(0, token.indexOf('.')));
        String[] parts = token.split("\\.");
        try {
            JsonWebEncryption encrypted = new JsonWebEncryption();
            encrypted.setCompactSerialization(token);
            Headers headers = encrypted.getHeaders();
            if (!isOurs(headers) || bytes(parts[VECTOR]) != VECTOR_BYTES || bytes(parts[TAG]) != TAG_BYTES) {
                throw TokenFault.DECRYPTION.exception();
            }
            Optional<String> keyId = Optional.ofNullable(headers.getStringHeaderValue(HeaderParameterNames.KEY_ID));
            return keys.candidates(keyId, bytes(parts[KEY])).stream()
                    .flatMap(key -> signed(token, key).stream())
                    .findFirst()
                    .orElseThrow(TokenFault.DECRYPTION::exception);
        } catch (JoseException | ClassCastException malformed) {
            throw TokenFault.DECRYPTION.exception();
        }
    }

    private boolean isOurs(Headers headers) {
        return FORBIDDEN.stream().allMatch(forbidden -> headers.getObjectHeaderValue(forbidden) == null)
                && "JWT".equalsIgnoreCase(headers.getStringHeaderValue(HeaderParameterNames.CONTENT_TYPE))
                && CONTENT.equals(headers.getStringHeaderValue(HeaderParameterNames.ENCRYPTION_METHOD))
                && algorithms.contains(String.valueOf(headers.getStringHeaderValue(HeaderParameterNames.ALGORITHM)));
    }

    /** How many bytes {@code base64url} encodes; it has no padding. */
    private static int bytes(String base64url) {
        return base64url.length() * 3 / 4;
    }

    /** Decrypts with {@code key}; empty if this is the wrong key. */
    private Optional<String> signed(String token, PrivateKey key) {
        try {
            JsonWebEncryption encrypted = new JsonWebEncryption();
            encrypted.setAlgorithmConstraints(
                    new AlgorithmConstraints(ConstraintType.PERMIT, algorithms.toArray(new String[0])));
            encrypted.setContentEncryptionAlgorithmConstraints(
                    new AlgorithmConstraints(ConstraintType.PERMIT, CONTENT));
            encrypted.setCompactSerialization(token);
            encrypted.setKey(key);
            return Optional.of(encrypted.getPayload());
        } catch (JoseException anotherKey) {
            return Optional.empty();
        }
    }
}
