package dev.taskcast.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An issuer whose tokens are accepted, and what its tokens must contain.
 *
 * @param name its name in the configuration, for messages
 * @param issuer the value that {@code iss} must have; if empty, {@code iss} is not checked
 * @param audiences one of these must be in {@code aud}; if empty, {@code aud} is not checked
 * @param algorithms the accepted algorithms; either all with a shared secret or all with a public key
 * @param userClaims the claims that may name the user: the first claim that is present names the user. If there is only
 *     one, the token cannot choose
 * @param expiryRequired whether a token without {@code exp} is refused
 * @param keys where its keys come from
 * @param decryption how its tokens are decrypted; if empty, they are not encrypted
 */
public record IssuerSettings(
        String name,
        Optional<String> issuer,
        List<String> audiences,
        Set<SigningAlgorithm> algorithms,
        List<String> userClaims,
        boolean expiryRequired,
        KeySettings keys,
        Optional<DecryptionSettings> decryption) {
    public IssuerSettings {
        audiences = List.copyOf(audiences);
        algorithms = Set.copyOf(algorithms);
        userClaims = List.copyOf(userClaims);
        if (userClaims.isEmpty()) {
            throw new IllegalArgumentException("Issuer " + name + " has no claim that names the user");
        }
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("Issuer " + name + " has no algorithm");
        }
        boolean shared = keys instanceof KeySettings.Shared;
        for (SigningAlgorithm algorithm : algorithms) {
            if (algorithm.symmetric() != shared) {
                throw new IllegalArgumentException("Issuer " + name + " has algorithm " + algorithm.headerName()
                        + "; allowed is " + SigningAlgorithm.names(shared));
            }
        }
    }

    /** Whether the token decides which of its claims names the user. */
    public boolean hasSeveralNames() {
        return userClaims.size() > 1;
    }

    /** Whether its tokens are signed with a shared secret. */
    public boolean symmetric() {
        return keys instanceof KeySettings.Shared;
    }
}
