package dev.taskcast.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads who may issue tokens: the shared secret, the MicroProfile JWT keys, and the named issuers.
 *
 * <p>The settings {@code mp.jwt.verify.issuer} and {@code mp.jwt.verify.audiences} belong to the public key
 * of {@code mp.jwt.verify.publickey}; when there is none, they belong to the secret.
 */
final class IssuerParser {
    private static final String SECRET = "BETTER_AUTH_SECRET";
    private static final String PREVIOUS = "taskcast.auth.previous-secrets";
    private static final String MP_KEY = "mp.jwt.verify.publickey";
    private static final String MP_LOCATION = "mp.jwt.verify.publickey.location";
    private static final String MP_ISSUER = "mp.jwt.verify.issuer";
    private static final String MP_AUDIENCES = "mp.jwt.verify.audiences";
    private static final String ALGORITHMS = "taskcast.auth.algorithms";
    private static final String USER_CLAIM = "taskcast.auth.user-claim";

    private static final Pattern NAME = Pattern.compile("[\\w-]{1,32}");

    private final SettingValues settings;

    IssuerParser(SettingValues settings) {
        this.settings = settings;
    }

    boolean hasSecret() {
        return settings.optional(SECRET).isPresent();
    }

    List<IssuerSettings> issuers(boolean generateSecret) {
        Optional<KeySettings> publicKey = publicKey();
        List<IssuerSettings> issuers = new ArrayList<>();
        if (hasSecret()) {
            issuers.add(shared(new KeySettings.Shared(secrets(), this::secrets), publicKey.isEmpty()));
        } else if (generateSecret) {
            issuers.add(shared(new KeySettings.Shared(List.of(Secret.random())), publicKey.isEmpty()));
        }
        if (!hasSecret() && !settings.list(PREVIOUS).isEmpty()) {
            throw new IllegalArgumentException("Setting " + PREVIOUS + " needs a current one: set " + SECRET);
        }
        publicKey.map(this::microProfile).ifPresent(issuers::add);
        settings.list("taskcast.auth.issuers").stream().map(this::named).forEach(issuers::add);
        checkDistinct(issuers);
        return issuers;
    }

    /** The secrets as they are configured now, the current one first: a file that holds one may change. */
    private List<Secret> secrets() {
        List<Secret> secrets = new ArrayList<>(List.of(Secret.of(SECRET, settings.text(SECRET))));
        settings.list(PREVIOUS).forEach(previous -> secrets.add(Secret.of(PREVIOUS, previous)));
        return List.copyOf(secrets);
    }

    private IssuerSettings shared(KeySettings.Shared keys, boolean ownsMicroProfile) {
        String prefix = "taskcast.auth.secret";
        String issuer = prefix + ".issuer";
        String audiences = prefix + ".audiences";
        return new IssuerSettings(
                SECRET,
                settings.optional(ownsMicroProfile ? firstSet(issuer, MP_ISSUER) : issuer),
                settings.list(ownsMicroProfile ? firstSet(audiences, MP_AUDIENCES) : audiences),
                algorithms(prefix + ".algorithms"),
                settings.text(USER_CLAIM),
                settings.flag(prefix + ".require-expiry"),
                keys);
    }

    private IssuerSettings microProfile(KeySettings keys) {
        return new IssuerSettings(
                MP_KEY,
                settings.optional(MP_ISSUER),
                settings.list(MP_AUDIENCES),
                algorithms(firstSet("mp.jwt.verify.publickey.algorithm", ALGORITHMS)),
                settings.text(USER_CLAIM),
                true,
                keys);
    }

    private IssuerSettings named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Setting taskcast.auth.issuers names '" + name
                    + "'; allowed is a name of up to 32 letters, digits, hyphens and underscores");
        }
        String prefix = "taskcast.auth.issuer." + name;
        String audiences = settings.optional(prefix + ".audiences")
                .orElseThrow(() -> new IllegalArgumentException("Setting " + prefix
                        + ".audiences has no value; allowed are the names of this service in aud, or * for any"));
        return new IssuerSettings(
                name,
                Optional.of(settings.text(prefix + ".iss")),
                audiences.equals("*") ? List.of() : settings.list(prefix + ".audiences"),
                algorithms(firstSet(prefix + ".algorithms", ALGORITHMS)),
                settings.text(firstSet(prefix + ".user-claim", USER_CLAIM)),
                true,
                KeySettings.Location.of(prefix + ".jwks", settings.text(prefix + ".jwks")));
    }

    private Optional<KeySettings> publicKey() {
        Optional<KeySettings> inline = settings.optional(MP_KEY).map(text -> new KeySettings.Inline(MP_KEY, text));
        Optional<KeySettings> location =
                settings.optional(MP_LOCATION).map(text -> KeySettings.Location.of(MP_LOCATION, text));
        if (inline.isPresent() && location.isPresent()) {
            throw new IllegalArgumentException(
                    "Settings " + MP_KEY + " and " + MP_LOCATION + " are both set: keep one");
        }
        return inline.or(() -> location);
    }

    private Set<SigningAlgorithm> algorithms(String key) {
        return settings.list(key).stream()
                .map(name -> SigningAlgorithm.named(name)
                        .orElseThrow(() -> new IllegalArgumentException("Setting " + key + " names '" + name
                                + "'; allowed is " + SigningAlgorithm.names(false) + ", for secrets "
                                + SigningAlgorithm.names(true))))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** {@code key}, if it has a value, else {@code otherwise}. */
    private String firstSet(String key, String otherwise) {
        return settings.optional(key).isPresent() ? key : otherwise;
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
