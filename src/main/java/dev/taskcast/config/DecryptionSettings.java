package dev.taskcast.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the tokens of an issuer are decrypted (RFC 7516).
 *
 * @param location where the private key is: on this machine
 * @param algorithms the values of {@code alg} that are accepted
 */
public record DecryptionSettings(KeySettings.Location location, Set<String> algorithms) {
    private static final String LOCATION = "mp.jwt.decrypt.key.location";
    private static final String ALGORITHM = "mp.jwt.decrypt.key.algorithm";
    private static final List<String> KNOWN = List.of("RSA-OAEP", "RSA-OAEP-256");
    private static final Set<String> HERE = Set.of("file", "classpath");

    public DecryptionSettings {
        algorithms = Set.copyOf(algorithms);
    }

    /** The settings, if {@code settings} say where a key is. */
    static Optional<DecryptionSettings> read(SettingValues settings) {
        List<String> algorithms = settings.values(
                ALGORITHM,
                text -> KNOWN.contains(text) ? Optional.of(text) : Optional.empty(),
                String.join(", ", KNOWN));
        Optional<String> place = settings.optional(LOCATION);
        if (place.isEmpty() && !algorithms.isEmpty()) {
            throw new IllegalArgumentException("Setting " + ALGORITHM + " needs a key: set " + LOCATION);
        }
        return place.map(text -> KeySettings.Location.of(LOCATION, text, Set.of()))
                .map(DecryptionSettings::here)
                .map(location ->
                        new DecryptionSettings(location, Set.copyOf(algorithms.isEmpty() ? KNOWN : algorithms)));
    }

    /** A private key is never fetched over the network. */
    private static KeySettings.Location here(KeySettings.Location location) {
        if (!HERE.contains(location.uri().getScheme())) {
            throw new IllegalArgumentException("Setting " + LOCATION
                    + " is on the network; allowed is file: with an absolute path, classpath:, or a path");
        }
        return location;
    }
}
