package dev.taskcast.auth;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.AuthSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedSecretsTest {
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
        String token = new DevelopmentTokens(rotating, () -> TestToken.NOW)
                .issue("ada", List.of("publisher"), Duration.ofMinutes(1));

        try (VerifierFixture later = VerifierFixture.withSecret()) {
            assertThat(later.verify(token).user()).isEqualTo("ada");
        }
    }
}
