package dev.taskcast.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads who may issue tokens: the shared secret, the MicroProfile JWT keys, and the named issuers.
 *
 * <p>The settings {@code mp.jwt.verify.issuer} and {@code mp.jwt.verify.audiences} belong to the public key
 * of {@code mp.jwt.verify.publickey}; when there is none, they belong to the secret.
 */
final class IssuerReader {
    /** The name of the party that shares {@code BETTER_AUTH_SECRET} with us. */
    static final String SECRET = "BETTER_AUTH_SECRET";

    private static final String MP_KEY = "mp.jwt.verify.publickey";
    private static final String MP_LOCATION = "mp.jwt.verify.publickey.location";
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final SettingsReader settings;

    IssuerReader(SettingsReader settings) {
        this.settings = settings;
    }

    boolean hasSecret() {
        return settings.optional(SECRET).isPresent();
    }

    List<IssuerSettings> issuers(boolean generateSecret) {
        Optional<KeySettings> publicKey = publicKey();
        List<IssuerSettings> issuers = new ArrayList<>();
        if (hasSecret() || generateSecret) {
            Secret current = hasSecret() ? Secret.of(SECRET, settings.text(SECRET)) : Secret.random();
            issuers.add(shared(current, publicKey.isEmpty()));
        }
        publicKey.map(this::microProfile).ifPresent(issuers::add);
        settings.list("taskcast.auth.issuers").stream().map(this::named).forEach(issuers::add);
        checkDistinct(issuers);
        return issuers;
    }

    private IssuerSettings shared(Secret current, boolean ownsMicroProfile) {
        String prefix = "taskcast.auth.secret";
        List<Secret> secrets = new ArrayList<>(List.of(current));
        for (String previous : settings.list("taskcast.auth.previous-secrets")) {
            secrets.add(Secret.of("taskcast.auth.previous-secrets", previous));
        }
        String issuerKey = ownsMicroProfile ? "mp.jwt.verify.issuer" : prefix + ".issuer";
        String audiencesKey = ownsMicroProfile ? "mp.jwt.verify.audiences" : prefix + ".audiences";
        return new IssuerSettings(
                SECRET,
                settings.optional(prefix + ".issuer").or(() -> settings.optional(issuerKey)),
                settings.list(settings.optional(prefix + ".audiences").isPresent() ? prefix + ".audiences" : audiencesKey),
                algorithms(prefix + ".algorithms", prefix + ".algorithms"),
                settings.text("taskcast.auth.user-claim"),
                settings.flag(prefix + ".require-expiry"),
                new KeySettings.Shared(secrets));
    }

    private IssuerSettings microProfile(KeySettings keys) {
        return new IssuerSettings(
                MP_KEY,
                settings.optional("mp.jwt.verify.issuer"),
                settings.list("mp.jwt.verify.audiences"),
                algorithms("mp.jwt.verify.publickey.algorithm", "taskcast.auth.algorithms"),
                settings.text("taskcast.auth.user-claim"),
                true,
                keys);
    }

    private IssuerSettings named(String name) {
        String prefix = "taskcast.auth.issuer." + name;
        String audiences = settings.optional(prefix + ".audiences")
                .orElseThrow(() -> new IllegalArgumentException("Setting " + prefix
                        + ".audiences has no value; allowed are the names of this service in aud, or * for any"));
        String userClaim = prefix + ".user-claim";
        return new IssuerSettings(
                name,
                Optional.of(settings.text(prefix + ".iss")),
                audiences.equals("*") ? List.of() : settings.list(prefix + ".audiences"),
                algorithms(prefix + ".algorithms", "taskcast.auth.algorithms"),
                settings.text(settings.optional(userClaim).isPresent() ? userClaim : "taskcast.auth.user-claim"),
                true,
                location(prefix + ".jwks"));
    }

    private Optional<KeySettings> publicKey() {
        if (settings.optional(MP_KEY).isPresent()) {
            return Optional.of(new KeySettings.Inline(MP_KEY, settings.text(MP_KEY)));
        }
        return settings.optional(MP_LOCATION).isPresent() ? Optional.of(location(MP_LOCATION)) : Optional.empty();
    }

    private KeySettings location(String key) {
        String text = settings.text(key);
        String allowed = "; allowed is https:, file:, classpath:, or http: on localhost";
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException notAUri) {
            throw new IllegalArgumentException("Setting " + key + " is '" + text + "'" + allowed);
        }
        boolean plain = "http".equals(uri.getScheme()) && THIS_MACHINE.contains(String.valueOf(uri.getHost()));
        boolean https = "https".equals(uri.getScheme()) && uri.getHost() != null;
        if (uri.getScheme() == null) {
            return new KeySettings.Location(key, URI.create("classpath:" + uri));
        }
        if (uri.getUserInfo() != null || !(plain || https || Set.of("file", "classpath").contains(uri.getScheme()))) {
            throw new IllegalArgumentException("Setting " + key + " is '" + text + "'" + allowed);
        }
        return new KeySettings.Location(key, uri);
    }

    private Set<SigningAlgorithm> algorithms(String key, String otherwise) {
        String source = settings.optional(key).isPresent() ? key : otherwise;
        Set<SigningAlgorithm> algorithms = EnumSet.noneOf(SigningAlgorithm.class);
        for (String name : settings.list(source)) {
            algorithms.add(SigningAlgorithm.named(name)
                    .orElseThrow(() -> new IllegalArgumentException("Setting " + source + " is '" + name
                            + "'; allowed is " + SigningAlgorithm.names(false) + ", for secrets "
                            + SigningAlgorithm.names(true))));
        }
        return algorithms;
    }

    /** Two issuers for one kind of token would make it a matter of luck which keys are used. */
    private static void checkDistinct(List<IssuerSettings> issuers) {
        Set<String> seen = new HashSet<>();
        for (IssuerSettings issuer : issuers) {
            if (!seen.add(issuer.symmetric() + " " + issuer.issuer().orElse(""))) {
                throw new IllegalArgumentException(
                        "Issuer " + issuer.name() + " has the same iss and kind of key as another one");
            }
        }
    }
}
