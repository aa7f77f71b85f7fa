package dev.taskcast.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.AuthSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {
    private static final Instant NOW = TestToken.NOW;
    private static final Caller ADA = new Caller("ada", NOW, Instant.MAX, Set.of());

    @Test
    void theLeastRecentlyUsedGoesFirst() {
        VerifiedTokens tokens = tokens(2);
        remember(tokens, "a", Instant.MAX);
        remember(tokens, "b", Instant.MAX);
        assertThat(found(tokens, "a", NOW)).isTrue();
        remember(tokens, "c", Instant.MAX);

        assertThat(found(tokens, "a", NOW)).isTrue();
        assertThat(found(tokens, "b", NOW)).isFalse();
        assertThat(tokens.size()).isEqualTo(2);
    }

    @Test
    void nothingIsRememberedBeyondItsEndOrTheLimit() {
        VerifiedTokens tokens = tokens(10);
        remember(tokens, "short", NOW.plusSeconds(5));
        remember(tokens, "long", Instant.MAX);

        assertThat(found(tokens, "short", NOW.plusSeconds(4))).isTrue();
        assertThat(found(tokens, "short", NOW.plusSeconds(5))).isFalse();
        assertThat(found(tokens, "long", NOW.plusSeconds(59))).isTrue();
        assertThat(found(tokens, "long", NOW.plusSeconds(60))).isFalse();
        assertThat(tokens.size()).isZero();
    }

    @Test
    void aSizeOfZeroRemembersNothing() {
        VerifiedTokens tokens = tokens(0);
        remember(tokens, "a", Instant.MAX);

        assertThat(tokens.size()).isZero();
    }

    private static VerifiedTokens tokens(int size) {
        return new VerifiedTokens(new AuthSettings.Cache(size, Duration.ofMinutes(1)));
    }

    private static void remember(VerifiedTokens tokens, String token, Instant until) {
        tokens.remember(VerifiedTokens.fingerprint(token), ADA, NOW, until);
    }

    private static boolean found(VerifiedTokens tokens, String token, Instant now) {
        return tokens.find(VerifiedTokens.fingerprint(token), now).isPresent();
    }
}
