package dev.taskcast.auth;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;

/** A verifier in production mode with an administrator's settings, and short methods for the tests. */
final class VerifierFixture implements AutoCloseable {
    static final String SECRET = "the secret of the existing service, shared by both";
    /** The longest allowed wait for keys. */
    private static final Map<String, String> PATIENT = Map.of("taskcast.auth.jwks.timeout", "10s");

    static final TestKey HS256 = TestKey.secret("HS256", SECRET);

    final TestClock clock = new TestClock(TestToken.NOW);
    final TokenVerifier verifier;

    VerifierFixture(String... settings) {
        Map<String, String> given = new HashMap<>(PATIENT);
        for (int i = 0; i < settings.length; i += 2) {
            given.put(settings[i], settings[i + 1]);
        }
        verifier = new TokenVerifier(settings().withAll(given).auth(), clock);
    }

    static VerifierFixture withSecret(String... more) {
        String[] all = new String[more.length + 2];
        all[0] = "BETTER_AUTH_SECRET";
        all[1] = SECRET;
        System.arraycopy(more, 0, all, 2, more.length);
        return new VerifierFixture(all);
    }

    Caller verify(String token) {
        return verifier.verify(token);
    }

    void refuses(String token, String reason) {
        refuses(token, Refusal.Kind.UNAUTHENTICATED, reason);
    }

    void refuses(String token, Refusal.Kind kind, String reason) {
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.reason()).startsWith(reason);
            assertThat(refusal.kind()).isEqualTo(kind);
        });
    }

    @Override
    public void close() {
        verifier.close();
    }
}
