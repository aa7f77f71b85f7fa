package dev.taskcast.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads which issuers may issue tokens: the shared secret, the MicroProfile JWT keys, and the named issuers.
 *
 * <p>The settings {@code mp.jwt.verify.issuer} and {@code mp.jwt.verify.audiences} belong to the public key of
 * {@code mp.jwt.verify.publickey}. Without that key, they belong to the secret.
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
    /** The claim that names the user if the settings of the issuer do not say which. */
    private static final List<String> SUBJECT = List.of("sub");
    /** The claims that name the user by MicroProfile JWT 2.1 §5.1, in this order. */
    private static final List<String> MP_NAMES = List.of("upn", "preferred_username", "sub");

    private static final String HTTP_HOSTS = "taskcast.auth.jwks.http-hosts";
    /** The hosts that a URL can have: without an underscore. */
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]");

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
            throw new IllegalArgumentException("Setting " + PREVIOUS + " needs a current secret: set " + SECRET);
        }
        if (publicKey.isEmpty() && DecryptionSettings.read(settings).isPresent()) {
            throw new IllegalArgumentException(
                    "Setting mp.jwt.decrypt.key.location is for tokens that are signed with a key:" + " set " + MP_KEY
                            + " or " + MP_LOCATION);
        }
        publicKey.map(this::microProfile).ifPresent(issuers::add);
        settings.list("taskcast.auth.issuers").stream().map(this::named).forEach(issuers::add);
        checkDistinct(issuers);
        return issuers;
    }

    /** The secrets as they are configured now, the current one first. A file with a secret may change. */
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
                userClaims(USER_CLAIM, SUBJECT),
                settings.flag(prefix + ".require-expiry"),
                keys,
                Optional.empty());
    }

    private IssuerSettings microProfile(KeySettings keys) {
        return new IssuerSettings(
                MP_KEY,
                settings.optional(MP_ISSUER),
                settings.list(MP_AUDIENCES),
                algorithms(firstSet("mp.jwt.verify.publickey.algorithm", ALGORITHMS)),
                userClaims(USER_CLAIM, MP_NAMES),
                true,
                keys,
                DecryptionSettings.read(settings));
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
                userClaims(firstSet(prefix + ".user-claim", USER_CLAIM), SUBJECT),
                true,
                KeySettings.Location.of(prefix + ".jwks", settings.text(prefix + ".jwks"), httpHosts()),
                Optional.empty());
    }

    /** The claim that {@code key} names, or else {@code otherwise}. */
    private List<String> userClaims(String key, List<String> otherwise) {
        return settings.optional(key).map(List::of).orElse(otherwise);
    }

    private Optional<KeySettings> publicKey() {
        Optional<KeySettings> inline = settings.optional(MP_KEY).map(text -> new KeySettings.Inline(MP_KEY, text));
        Optional<KeySettings> location =
                settings.optional(MP_LOCATION).map(text -> KeySettings.Location.of(MP_LOCATION, text, httpHosts()));
        if (inline.isPresent() && location.isPresent()) {
            throw new IllegalArgumentException(
                    "Settings " + MP_KEY + " and " + MP_LOCATION + " are both set: keep one");
        }
        return inline.or(() -> location);
    }

    private Set<String> httpHosts() {
        return settings
                .values(
                        HTTP_HOSTS,
                        text -> HOST.matcher(text).matches() ? Optional.of(text) : Optional.empty(),
                        "host names")
                .stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Set<SigningAlgorithm> algorithms(String key) {
        return settings.list(key).stream()
                .map(name -> SigningAlgorithm.named(name)
                        .orElseThrow(() -> new IllegalArgumentException("Setting " + key + " names '" + name
                                + "'; allowed is " + SigningAlgorithm.names(false) + ", for secrets "
                                + SigningAlgorithm.names(true))))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** {@code key} if it has a value, or else {@code otherwise}. */
    private String firstSet(String key, String otherwise) {
        return settings.optional(key).isPresent() ? key : otherwise;
    }

    /** With two issuers for one kind of token, the keys of the second one would never be used. */
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
