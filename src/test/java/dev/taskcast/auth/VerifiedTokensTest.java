package dev.taskcast.auth;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.AuthSettings;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {
    private static final Instant NOW = TestToken.NOW;

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
    void aTokenIsForgottenAtItsExpiryOrAfterAMinute() {
        VerifiedTokens tokens = tokens(10);
        remember(tokens, "short", NOW.plusSeconds(5));
        remember(tokens, "long", Instant.MAX);

        assertThat(found(tokens, "short", NOW.plusSeconds(4))).isTrue();
        assertThat(found(tokens, "short", NOW.plusSeconds(5))).isFalse();
        assertThat(found(tokens, "long", NOW.plusSeconds(59))).isTrue();
        assertThat(found(tokens, "long", NOW.plusSeconds(60))).isFalse();
        assertThat(tokens.size()).as("only the token that may be checked again").isEqualTo(1);
    }

    @Test
    void aTokenThatIsCheckedAgainWasIssuedWhenItWasFirstSeen() {
        VerifiedTokens tokens = tokens(10);
        Instant later = NOW.plusSeconds(90);
        remember(tokens, "a", Instant.MAX);
        assertThat(found(tokens, "a", later)).isFalse();

        Caller again = new Caller("ada", NOW.plusSeconds(9), Instant.MAX, Set.of());
        assertThat(tokens.remember(VerifiedTokens.fingerprint("a"), again, later)
                        .issuedAt())
                .isEqualTo(NOW);
        assertThat(tokens.find(VerifiedTokens.fingerprint("a"), later)
                        .orElseThrow()
                        .issuedAt())
                .isEqualTo(NOW);
    }

    /** Ten thousand tokens with claims of six kilobytes would take a third of a small heap. */
    @Test
    void theKeptClaimsOfAllTokensTogetherAreBounded() {
        VerifiedTokens tokens = new VerifiedTokens(cache(100), 100);
        for (String token : List.of("a", "b", "c", "d")) {
            tokens.remember(VerifiedTokens.fingerprint(token), claiming(30, Instant.MAX), NOW);
        }
        assertThat(tokens.size()).isEqualTo(3);
        assertThat(found(tokens, "a", NOW)).isFalse();

        tokens.remember(VerifiedTokens.fingerprint("d"), claiming(40, Instant.MAX), NOW);
        assertThat(tokens.size())
                .as("a token that is checked again counts once")
                .isEqualTo(3);
        tokens.remember(VerifiedTokens.fingerprint("large"), claiming(101, Instant.MAX), NOW);
        assertThat(tokens.size()).isZero();

        tokens.remember(VerifiedTokens.fingerprint("ends"), claiming(90, NOW.plusSeconds(1)), NOW);
        assertThat(found(tokens, "ends", NOW.plusSeconds(1))).isFalse();
        tokens.remember(VerifiedTokens.fingerprint("next"), claiming(90, Instant.MAX), NOW);
        assertThat(found(tokens, "next", NOW)).isTrue();
    }

    @Test
    void aSizeOfZeroRemembersNothing() {
        VerifiedTokens tokens = tokens(0);
        remember(tokens, "a", Instant.MAX);

        assertThat(tokens.size()).isZero();
    }

    private static VerifiedTokens tokens(int size) {
        return VerifiedTokens.ofHeap(cache(size));
    }

    private static AuthSettings.Cache cache(int size) {
        return settings()
                .with("BETTER_AUTH_SECRET", "s".repeat(32))
                .with("taskcast.auth.cache.tokens", size)
                .with("taskcast.auth.cache.max-age", "1m")
                .auth()
                .cache();
    }

    private static Caller claiming(int characters, Instant until) {
        return new Caller("ada", NOW, until, until, Set.of(), new TokenClaims("x".repeat(characters)));
    }

    private static void remember(VerifiedTokens tokens, String token, Instant until) {
        tokens.remember(VerifiedTokens.fingerprint(token), new Caller("ada", NOW, until, Set.of()), NOW);
    }

    private static boolean found(VerifiedTokens tokens, String token, Instant now) {
        return tokens.find(VerifiedTokens.fingerprint(token), now).isPresent();
    }
}
