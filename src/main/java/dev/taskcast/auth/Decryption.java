package dev.taskcast.auth;

import dev.taskcast.config.DecryptionSettings;
import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwe.ContentEncryptionAlgorithmIdentifiers;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwx.HeaderParameterNames;
import org.jose4j.jwx.Headers;
import org.jose4j.lang.JoseException;

/**
 * Takes the signed token out of an encrypted one (RFC 7516, as MicroProfile JWT 2.1 uses it). Who has encrypted it proves
 * nothing: the public key is public. So what is inside is a signed token, and is checked as any other. Thread-safe.
 */
final class Decryption {
    /** RFC 7516 §7.1: the parts are those of RSA and of an encryption with a tag, so no part is empty. */
    private static final Pattern ENCRYPTED = Pattern.compile("[\\w-]+(\\.[\\w-]+){4}");
    /** What would bring a key along, change the rules, or make much of little. */
    private static final List<String> FORBIDDEN = List.of("jwk", "jku", "x5u", "x5c", "crit", "b64", "zip");

    private static final AlgorithmConstraints CONTENT =
            new AlgorithmConstraints(ConstraintType.PERMIT, ContentEncryptionAlgorithmIdentifiers.AES_256_GCM);

    private final PrivateKeys keys;
    private final AlgorithmConstraints algorithms;

    Decryption(DecryptionSettings settings, PrivateKeys keys) {
        this.keys = keys;
        this.algorithms = new AlgorithmConstraints(
                ConstraintType.PERMIT, settings.algorithms().toArray(new String[0]));
    }

    /** Whether {@code token} has the form of an encrypted one. */
    static boolean isEncrypted(String token) {
        return ENCRYPTED.matcher(token).matches();
    }

    /** The signed token in {@code token}; whatever is wrong with the encryption is one fault, which tells nobody more. */
    String signed(String token) {
        StrictJson.of(token.substring(0, token.indexOf('.')));
        try {
            JsonWebEncryption encrypted = new JsonWebEncryption();
            encrypted.setCompactSerialization(token);
            Optional<String> keyId = keyId(encrypted.getHeaders());
            for (PrivateKey key : keys.candidates(keyId)) {
                Optional<String> signed = signed(token, key);
                if (signed.isPresent()) {
                    return signed.get();
                }
            }
        } catch (JoseException | ClassCastException malformed) {
            throw TokenFault.DECRYPTION.exception();
        }
        throw TokenFault.DECRYPTION.exception();
    }

    private static Optional<String> keyId(Headers headers) {
        for (String forbidden : FORBIDDEN) {
            if (headers.getObjectHeaderValue(forbidden) != null) {
                throw TokenFault.DECRYPTION.exception();
            }
        }
        if (!"JWT".equalsIgnoreCase(headers.getStringHeaderValue(HeaderParameterNames.CONTENT_TYPE))) {
            throw TokenFault.DECRYPTION.exception();
        }
        return Optional.ofNullable(headers.getStringHeaderValue(HeaderParameterNames.KEY_ID));
    }

    /** With {@code key}; empty if it is not the one. */
    private Optional<String> signed(String token, PrivateKey key) {
        try {
            JsonWebEncryption encrypted = new JsonWebEncryption();
            encrypted.setAlgorithmConstraints(algorithms);
            encrypted.setContentEncryptionAlgorithmConstraints(CONTENT);
            encrypted.setCompactSerialization(token);
            encrypted.setKey(key);
            return Optional.of(encrypted.getPayload());
        } catch (JoseException anotherKey) {
            return Optional.empty();
        }
    }
}
