package dev.taskcast.config;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthSettingsTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @Test
    void productionWithoutKeysDoesNotStart() {
        refuses(
                Map.of(),
                "No token would be accepted: set BETTER_AUTH_SECRET, mp.jwt.verify.publickey.location"
                        + " or taskcast.auth.issuers. To try Taskcast on this machine, set taskcast.mode=development");
    }

    @Test
    void developmentMakesItsOwnSecretForEachRun() {
        AuthSettings one = settings().with("taskcast.mode", "development").auth();
        AuthSettings other = settings().with("taskcast.mode", "development").auth();

        assertThat(one.secretGenerated()).isTrue();
        assertThat(secret(one)).hasSize(32).isNotEqualTo(secret(other));
    }

    @Test
    void aConfiguredSecretIsUsedInBothModes() {
        for (Mode mode : Mode.values()) {
            AuthSettings settings = settings()
                    .with("taskcast.mode", mode.name().toLowerCase(Locale.ROOT))
                    .with("BETTER_AUTH_SECRET", SECRET)
                    .auth();
            assertThat(settings.secretGenerated()).isFalse();
            assertThat(secret(settings)).asString().isEqualTo(SECRET);
        }
    }

    @Test
    void aWeakSecretStopsTheStartInBothModes() {
        String message = "Setting BETTER_AUTH_SECRET holds a secret of 31 bytes; allowed is 32 or more,"
                + " for example from: openssl rand -base64 32";
        refuses(Map.of("BETTER_AUTH_SECRET", SECRET.substring(1)), message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings()
                        .with("taskcast.mode", "development")
                        .with("BETTER_AUTH_SECRET", SECRET.substring(1))
                        .auth())
                .withMessage(message);
        refuses(
                Map.of("BETTER_AUTH_SECRET", SECRET, "taskcast.auth.previous-secrets", SECRET + ",short"),
                message.replace("BETTER_AUTH_SECRET", "taskcast.auth.previous-secrets")
                        .replace("31", "5"));
    }

    @Test
    void microProfileIssuerAndAudienceBelongToThePublicKeyElseToTheSecret() {
        Map<String, String> given = new HashMap<>(Map.of(
                "BETTER_AUTH_SECRET", SECRET, "mp.jwt.verify.issuer", "https://i", "mp.jwt.verify.audiences", "a, b"));
        IssuerSettings alone = settings().withAll(given).auth().shared().orElseThrow();
        assertThat(alone.issuer()).contains("https://i");
        assertThat(alone.audiences()).containsExactly("a", "b");

        given.put("mp.jwt.verify.publickey.location", "https://i/jwks");
        AuthSettings both = settings().withAll(given).auth();
        assertThat(both.shared().orElseThrow().issuer()).isEmpty();
        assertThat(both.shared().orElseThrow().audiences()).isEmpty();
        assertThat(both.issuers().get(1).issuer()).contains("https://i");
        assertThat(both.issuers().get(1).audiences()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://keys.example/jwks",
                "http://localhost.evil.example/jwks",
                "http://127.0.0.1.evil.example/",
                "ftp://h/k",
                "https:///nohost",
                "https://user:pass word@h/",
                "https://user:password@h/jwks",
                "https://h:65536/jwks",
                "file:keys.pem",
                "file://host/keys.pem",
                "file:/keys.pem?version=1",
                "jar:file:/x!/y",
                "not a uri"
            })
    void keysComeFromTrustworthyPlacesOnly(String location) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings()
                        .with("mp.jwt.verify.publickey.location", location)
                        .auth())
                .withMessageContaining("mp.jwt.verify.publickey.location")
                .withMessageNotContaining("user:");
    }

    /** For a service mesh, or for a network inside the cluster. */
    @Test
    void keysComeByPlainHttpOnlyFromHostsThatASettingNames() {
        ShippedSettings cluster = settings().with("taskcast.auth.jwks.http-hosts", "Keycloak.auth.svc, [fd00::1]");
        for (String location : List.of("http://keycloak.AUTH.svc:8080/certs", "http://[fd00::1]/certs")) {
            assertThat(cluster.with("mp.jwt.verify.publickey.location", location)
                            .auth()
                            .issuers())
                    .hasSize(1);
        }
        for (String location : List.of("http://auth.svc/", "http://keycloak.auth.svc.evil.example/")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cluster.with("mp.jwt.verify.publickey.location", location)
                            .auth())
                    .withMessageContaining("http: on localhost or a host of taskcast.auth.jwks.http-hosts");
        }
        // A URL with an underscore has no host.
        for (String none : List.of("http://h", "key_cloak")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings()
                            .with("taskcast.auth.jwks.http-hosts", none)
                            .with("mp.jwt.verify.publickey.location", "https://h")
                            .auth())
                    .withMessage("Setting taskcast.auth.jwks.http-hosts is '" + none + "'; allowed is host names");
        }
    }

    @Test
    void aPathNamesAFileOrElseAResource(@TempDir Path folder) throws IOException {
        String file = Files.writeString(folder.resolve("keys.pem"), "x").toString();
        for (String place : List.of(file, folder.resolve("missing.pem").toString())) {
            KeySettings.Location location = (KeySettings.Location) settings()
                    .with("mp.jwt.verify.publickey.location", place)
                    .auth()
                    .issuers()
                    .get(0)
                    .keys();
            assertThat(location.uri().getScheme()).isEqualTo(place.equals(file) ? "file" : "classpath");
        }
    }

    /** On some systems, a colon in a path is only allowed after a drive. */
    @Test
    void aUrlIsNoPathAlsoWhereThatIsAnError() {
        Function<String, Path> windows = text -> {
            if (text.indexOf(':') > 1) {
                throw new InvalidPathException(text, "Illegal char <:>");
            }
            return Path.of("pom.xml");
        };
        assertThat(KeySettings.Location.of("key", "https://h/jwks", Set.of(), windows)
                        .uri())
                .hasToString("https://h/jwks");
        assertThat(KeySettings.Location.of("key", "C:\\keys.pem", Set.of(), windows)
                        .uri())
                .isEqualTo(Path.of("pom.xml").toUri());
    }

    @Test
    void anIssuerHasOneClaimThatNamesItsUsersUnlessItIsThatOfMicroProfile() {
        ShippedSettings three = settings()
                .withAll(Map.of(
                        "BETTER_AUTH_SECRET", SECRET,
                        "mp.jwt.verify.publickey.location", "https://h",
                        "taskcast.auth.issuers", "realm",
                        "taskcast.auth.issuer.realm.iss", "https://realm",
                        "taskcast.auth.issuer.realm.jwks", "https://realm",
                        "taskcast.auth.issuer.realm.audiences", "*"));
        List<String> order = List.of("upn", "preferred_username", "sub");
        assertThat(three.auth().issuers())
                .extracting(IssuerSettings::userClaims)
                .containsExactly(List.of("sub"), order, List.of("sub"));
        ShippedSettings configured = three.with("taskcast.auth.user-claim", "email");
        assertThat(configured.auth().issuers())
                .extracting(IssuerSettings::userClaims)
                .containsOnly(List.of("email"));
        assertThat(configured
                        .withAll(Map.of("taskcast.auth.issuer.realm.user-claim", "upn"))
                        .auth()
                        .issuers())
                .extracting(IssuerSettings::userClaims)
                .containsExactly(List.of("email"), List.of("email"), List.of("upn"));
        assertThat(settings()
                        .with("BETTER_AUTH_SECRET", SECRET)
                        .with("mp.jwt.verify.issuer", "https://tasks.example")
                        .auth()
                        .issuers())
                .extracting(IssuerSettings::userClaims)
                .containsExactly(List.of("sub"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/jwks,https://h/jwks",
        "http://localhost:3000/jwks,http://localhost:3000/jwks",
        "http://[::1]:3000/jwks,http://[::1]:3000/jwks",
        "file:/run/keys.pem,file:/run/keys.pem",
        "classpath:keys.pem,classpath:keys.pem",
        "META-INF/keys.pem,classpath:META-INF/keys.pem"
    })
    void keysComeFromTheNetworkAFileOrTheApplication(String given, String uri) {
        AuthSettings settings =
                settings().with("mp.jwt.verify.publickey.location", given).auth();

        assertThat(settings.issuers().get(0).keys())
                .isInstanceOfSatisfying(KeySettings.Location.class, location -> assertThat(location.uri())
                        .hasToString(uri));
    }

    @Test
    void anIssuerSaysWhoItsTokensAreFor() {
        Map<String, String> given = new HashMap<>(Map.of(
                "taskcast.auth.issuers", "a",
                "taskcast.auth.issuer.a.iss", "https://a",
                "taskcast.auth.issuer.a.jwks", "https://a/jwks"));
        refuses(
                given,
                "Setting taskcast.auth.issuer.a.audiences has no value; allowed are the names of this service"
                        + " in aud, or * for any");
        given.put("taskcast.auth.issuer.a.audiences", "*");
        assertThat(settings().withAll(given).auth().issuers().get(0).audiences())
                .isEmpty();
        given.remove("taskcast.auth.issuer.a.iss");
        refuses(given, "Setting taskcast.auth.issuer.a.iss has no value");
    }

    @Test
    void twoIssuersOfTheSameTokensAreOneTooMany() {
        refuses(
                Map.of(
                        "mp.jwt.verify.publickey.location", "https://a/jwks",
                        "mp.jwt.verify.issuer", "https://a",
                        "taskcast.auth.issuers", "a",
                        "taskcast.auth.issuer.a.iss", "https://a",
                        "taskcast.auth.issuer.a.audiences", "*",
                        "taskcast.auth.issuer.a.jwks", "https://a/jwks"),
                "Issuer a has the same iss and kind of key as another one");
    }

    @Test
    void settingsThatContradictEachOtherStopTheStart() {
        refuses(
                Map.of("mp.jwt.verify.publickey", "x", "mp.jwt.verify.publickey.location", "https://a/jwks"),
                "Settings mp.jwt.verify.publickey and mp.jwt.verify.publickey.location are both set: keep one");
        refuses(
                Map.of("taskcast.auth.previous-secrets", SECRET, "mp.jwt.verify.publickey", "x"),
                "Setting taskcast.auth.previous-secrets needs a current secret: set BETTER_AUTH_SECRET");
    }

    @ParameterizedTest
    @CsvSource({
        "taskcast.auth.issuers,a.b",
        "taskcast.auth.algorithms,none",
        "taskcast.auth.algorithms,rs256",
        "taskcast.auth.algorithms,HS256",
        "taskcast.auth.secret.algorithms,RS256",
        "mp.jwt.verify.publickey.algorithm,HS256",
        "mp.jwt.verify.clock.skew,-1",
        "mp.jwt.verify.token.age,soon",
        "taskcast.auth.max-token-size,1GiB",
        "taskcast.auth.cache.tokens,-1",
        "taskcast.auth.jwks.timeout,1h",
        "taskcast.auth.secret.require-expiry,maybe"
    })
    void aValueThatMakesNoSenseStopsTheStart(String key, String value) {
        Map<String, String> given =
                Map.of("BETTER_AUTH_SECRET", SECRET, "mp.jwt.verify.publickey.location", "https://a/jwks", key, value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings().withAll(given).auth())
                .withMessageContaining("allowed is");
    }

    private static void refuses(Map<String, String> given, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings().withAll(given).auth())
                .withMessage(message);
    }

    private static byte[] secret(AuthSettings settings) {
        return ((KeySettings.Shared) settings.shared().orElseThrow().keys())
                .secrets()
                .get(0)
                .bytes();
    }
}
