package dev.taskcast.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The algorithms for signing a token: the values of {@code alg} that are known here (RFC 7518 §3.1, RFC 8037).
 *
 * <p>{@code none} is not among them. Each algorithm belongs to one type of key, so a key can never be used for an
 * algorithm of another kind.
 */
public enum SigningAlgorithm {
    HS256("oct"),
    HS384("oct"),
    HS512("oct"),
    RS256("RSA"),
    RS384("RSA"),
    RS512("RSA"),
    PS256("RSA"),
    PS384("RSA"),
    PS512("RSA"),
    ES256("EC", "P-256"),
    ES384("EC", "P-384"),
    ES512("EC", "P-521"),
    EDDSA("OKP", "Ed25519", "Ed448");

    private final String keyType;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
    private final Set<String> curves;

    SigningAlgorithm(String keyType, String... curves) {
        this.keyType = keyType;
        this.curves = Set.of(curves);
    }

    /** The algorithm that a token or a setting calls {@code name}. Upper and lower case must match too. */
    public static Optional<SigningAlgorithm> named(String name) {
        return Arrays.stream(values())
                .filter(it -> it.headerName().equals(name))
                .findFirst();
    }

    /** The names of all algorithms that sign with a shared secret, or of all that sign with a private key. */
    static String names(boolean symmetric) {
        return Arrays.stream(values())
                .filter(it -> it.symmetric() == symmetric)
                .map(SigningAlgorithm::headerName)
                .collect(Collectors.joining(", "));
    }

    /** The value of {@code alg}. */
    public String headerName() {
        return this == EDDSA ? "EdDSA" : name();
    }

    /** The value of {@code kty} of its keys. */
    public String keyType() {
        return keyType;
    }

    /** The values of {@code crv} of its keys; empty if its keys have no curve. */
    public Set<String> curves() {
        return curves;
    }

    /** Whether the key that verifies can also sign. */
    public boolean symmetric() {
        return keyType.equals("oct");
    }
}
