package dev.taskcast.auth;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.config.AuthSettings;
import dev.taskcast.config.JwksSettings;
import dev.taskcast.config.KeySettings;
import dev.taskcast.config.Mode;
import dev.taskcast.config.SettingValues;
import dev.taskcast.harness.Await;
import dev.taskcast.harness.Lines;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedSecretsTest {
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final String OLD = "the secret of last year which leaked perhaps";
    private static final String OLDER = "the secret of two years ago printed on a mug";

    @Test
    void previousSecretsAreAcceptedDuringARotation() {
        try (VerifierFixture rotating =
                VerifierFixture.withSecret("taskcast.auth.previous-secrets", OLD + "," + OLDER)) {
            for (String secret : new String[] {VerifierFixture.SECRET, OLD, OLDER}) {
                String token = new TestToken().signedWith(TestKey.secret("HS256", secret));
                assertThat(rotating.verify(token).user()).isEqualTo("ada");
            }
        }
    }

    @Test
    void aSecretThatWasTakenOutIsRefused() {
        try (VerifierFixture rotated = VerifierFixture.withSecret()) {
            String token = new TestToken().signedWith(TestKey.secret("HS256", OLD));
            rotated.refuses(token, "token signature bad");
        }
    }

    @Test
    void aNewTokenIsSignedWithTheCurrentSecret() {
        AuthSettings rotating = settings()
                .with("taskcast.mode", "development")
                .with("BETTER_AUTH_SECRET", VerifierFixture.SECRET)
                .with("taskcast.auth.previous-secrets", "x".repeat(40))
                .auth();
        try (TokenVerifier verifier = new TokenVerifier(rotating, () -> TestToken.NOW);
                VerifierFixture later = VerifierFixture.withSecret()) {
            String token = new DevelopmentTokens(rotating, verifier, () -> TestToken.NOW)
                    .issue("ada", List.of("publisher"), Duration.ofMinutes(1));
            assertThat(later.verify(token).user()).isEqualTo("ada");
        }
    }

    /** The setting has changed, but the verifier has not read it again yet. */
    @Test
    void aNewTokenIsAcceptedAlsoBeforeAChangedSecretCounts() {
        Map<String, String> configured = new ConcurrentHashMap<>(Map.of("BETTER_AUTH_SECRET", OLD));
        AuthSettings settings = AuthSettings.read(values(configured), Mode.DEVELOPMENT);
        try (TokenVerifier verifier = new TokenVerifier(settings, () -> TestToken.NOW)) {
            DevelopmentTokens tokens = new DevelopmentTokens(settings, verifier, () -> TestToken.NOW);
            configured.put("BETTER_AUTH_SECRET", VerifierFixture.SECRET);
            String token = tokens.issue("ada", List.of("publisher"), Duration.ofMinutes(1));
            assertThat(verifier.verify(token).user()).isEqualTo("ada");
        }
    }

    /**
     * If secrets are in files that change one after the other, the old secret first appears among the previous ones.
     */
    @Test
    void theCurrentSecretMayBeAmongThePreviousOnes() {
        Map<String, String> configured = new ConcurrentHashMap<>(Map.of("BETTER_AUTH_SECRET", OLD));
        KeySettings.Shared keys =
                (KeySettings.Shared) reading(configured).shared().orElseThrow().keys();
        try (SharedKeys shared = new SharedKeys(keys, Duration.ofHours(1), () -> {});
                Lines lines = new Lines(SharedKeys.class)) {
            configured.put("taskcast.auth.previous-secrets", OLD);
            shared.look();
            assertThat(lines.all())
                    .containsExactly(
                            "INFO TCAST0205I: The shared secret was changed; secrets that are accepted now: 2");
        }
        try (TokenVerifier both = new TokenVerifier(reading(configured), () -> TestToken.NOW)) {
            assertThat(accepts(both, new TestToken().signedWith(TestKey.secret("HS256", OLD))))
                    .isTrue();
        }
    }

    /** The change of the map stands for a mounted file that changes, or for a variable of the server. */
    @Test
    void aChangedSecretAppliesWithoutARestart() {
        Map<String, String> configured = new ConcurrentHashMap<>(Map.of("BETTER_AUTH_SECRET", OLD));
        AuthSettings settings = reading(configured);
        String old = new TestToken().signedWith(TestKey.secret("HS256", OLD));
        String next = new TestToken().signedWith(TestKey.secret("HS256", VerifierFixture.SECRET));
        try (TokenVerifier verifier = new TokenVerifier(settings, () -> TestToken.NOW)) {
            assertThat(verifier.verify(old).user()).isEqualTo("ada");
            assertThatThrownBy(() -> verifier.verify(next)).isInstanceOf(Refusal.class);

            configured.put("BETTER_AUTH_SECRET", VerifierFixture.SECRET);
            configured.put("taskcast.auth.previous-secrets", OLD);
            Await.until(WAIT, () -> accepts(verifier, next), "the next secret, whose token was refused before");
            assertThat(verifier.verify(old).user()).isEqualTo("ada");

            configured.remove("taskcast.auth.previous-secrets");
            Await.until(WAIT, () -> !accepts(verifier, old), "the end of the old secret, whose token was remembered");
            assertThat(verifier.verify(next).user()).isEqualTo("ada");
        }
    }

    @Test
    void anInvalidSecretChangesNothingAndIsNotLogged() {
        Map<String, String> configured = new ConcurrentHashMap<>(Map.of("BETTER_AUTH_SECRET", OLD));
        AtomicInteger changes = new AtomicInteger();
        KeySettings.Shared keys =
                (KeySettings.Shared) reading(configured).shared().orElseThrow().keys();
        try (SharedKeys shared = new SharedKeys(keys, Duration.ofHours(1), changes::incrementAndGet);
                Lines lines = new Lines(SharedKeys.class)) {
            for (String wrong : List.of("too-short", "")) {
                configured.put("BETTER_AUTH_SECRET", wrong);
                shared.look();
                shared.look();
            }
            assertThat(changes).hasValue(0);
            configured.put("BETTER_AUTH_SECRET", VerifierFixture.SECRET);
            shared.look();
            shared.look();
            assertThat(changes).hasValue(1);
            assertThat(lines.all())
                    .containsExactly(
                            "WARNING TCAST0206W: The shared secret cannot be read again, so the one read before is used:"
                                    + " Setting BETTER_AUTH_SECRET holds a secret of 9 bytes; allowed is 32 or more, for example"
                                    + " from: openssl rand -base64 32",
                            "INFO TCAST0205I: The shared secret was changed; secrets that are accepted now: 1");
        }
    }

    private static boolean accepts(TokenVerifier verifier, String token) {
        try {
            return verifier.verify(token).user().equals("ada");
        } catch (Refusal refused) {
            return false;
        }
    }

    /** Settings that are read from {@code configured} each time. */
    private static AuthSettings reading(Map<String, String> configured) {
        AuthSettings read = AuthSettings.read(values(configured), Mode.PRODUCTION);
        JwksSettings jwks = read.jwks();
        return withJwks(read, new JwksSettings(Duration.ofMillis(20), jwks.retry(), jwks.timeout(), jwks.maxBytes()));
    }

    private static SettingValues values(Map<String, String> configured) {
        SettingValues shipped = settings().values();
        return new SettingValues(key -> Optional.ofNullable(configured.get(key)).or(() -> shipped.optional(key)));
    }

    /** Its refresh may be shorter than a setting allows. */
    private static AuthSettings withJwks(AuthSettings settings, JwksSettings jwks) {
        RecordComponent[] components = AuthSettings.class.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Object[] values = new Object[components.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = types[i] == JwksSettings.class
                        ? jwks
                        : components[i].getAccessor().invoke(settings);
            }
            return AuthSettings.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError(impossible.getMessage(), impossible);
        }
    }
}
