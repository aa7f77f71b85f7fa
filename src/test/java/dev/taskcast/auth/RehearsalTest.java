package dev.taskcast.auth;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.taskcast.config.AuthSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rehearsal succeeds with the settings of any gateway. */
class RehearsalTest {
    @ParameterizedTest
    @CsvSource({
        "taskcast.auth.max-token-size, 256",
        "taskcast.auth.cache.tokens, 0",
        "mp.jwt.verify.token.age, 1",
        "mp.jwt.verify.clock.skew, 0",
        "mp.jwt.verify.issuer, https://issuer.example",
        "taskcast.auth.secret.algorithms, HS512",
        "taskcast.auth.secret.require-expiry, true"
    })
    void theTokenOfTheRehearsalIsAcceptedWithAnySetting(String key, String value) {
        AuthSettings settings = settings()
                .with("BETTER_AUTH_SECRET", "s".repeat(64))
                .with(key, value)
                .auth();

        assertThatCode(() -> Rehearsal.run(settings)).doesNotThrowAnyException();
    }
}
