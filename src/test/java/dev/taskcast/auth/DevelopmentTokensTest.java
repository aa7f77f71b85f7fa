package dev.taskcast.auth;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.config.AuthSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DevelopmentTokensTest {
    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void aTokenForTheDemoProvesItsUserUntilItExpires() {
        AuthSettings settings = settings().with("taskcast.mode", "development").auth();
        TokenVerifier verifier = new TokenVerifier(settings, clock);
        String token = new DevelopmentTokens(settings, verifier, clock)
                .issue("ada", List.of("publisher"), Duration.ofMinutes(5));

        Caller caller = verifier.verify(token);

        assertThat(caller.user()).isEqualTo("ada");
        assertThat(caller.roles()).containsExactly("publisher");
        assertThat(caller.issuedAt()).isEqualTo(clock.instant());
        assertThat(caller.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
        clock.advance(Duration.ofMinutes(6));
        assertThatThrownBy(() -> verifier.verify(token)).hasMessage("token expired");
    }

    @Test
    void noTokenIsIssuedInProduction() {
        AuthSettings settings =
                settings().with("BETTER_AUTH_SECRET", "x".repeat(32)).auth();

        try (TokenVerifier verifier = new TokenVerifier(settings, clock)) {
            assertThatIllegalStateException().isThrownBy(() -> new DevelopmentTokens(settings, verifier, clock));
        }
    }
}
