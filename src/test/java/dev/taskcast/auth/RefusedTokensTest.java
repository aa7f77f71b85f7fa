package dev.taskcast.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefusedTokensTest {
    private static final Instant NOW = TestToken.NOW;

    private final Refusal expired = TokenFault.EXPIRED.refusal();

    private final RefusedTokens tokens = new RefusedTokens();

    @Test
    void aRefusalIsKeptForAMinute() {
        remember("a", NOW);
        assertThat(tokens.find(VerifiedTokens.fingerprint("a"), NOW.plusSeconds(59)))
                .containsSame(expired);
        assertThat(found("a", NOW.plusSeconds(60))).isFalse();
        assertThat(found("b", NOW)).isFalse();
    }

    @Test
    void aClockThatIsSetBackForgets() {
        remember("a", NOW);
        assertThat(found("a", NOW.minusSeconds(1))).isFalse();
    }

    @Test
    void aRefusalThatIsTooOldIsRemovedWhenAnotherComes() {
        remember("a", NOW);
        remember("b", NOW.plusSeconds(30));
        remember("c", NOW.plusSeconds(70));
        assertThat(tokens.size()).isEqualTo(2);
        assertThat(found("b", NOW.plusSeconds(70))).isTrue();
    }

    @Test
    void theOldestGoesWhenThereAreTooMany() {
        for (int i = 0; i <= RefusedTokens.CAPACITY; i++) {
            remember("token " + i, NOW);
        }
        assertThat(tokens.size()).isEqualTo(RefusedTokens.CAPACITY);
        assertThat(found("token 0", NOW)).isFalse();
        assertThat(found("token 1", NOW)).isTrue();
    }

    @Test
    void aTokenThatIsRefusedAgainIsTheNewest() {
        remember("a", NOW);
        remember("b", NOW);
        remember("a", NOW.plusSeconds(50));
        remember("c", NOW.plusSeconds(70));
        assertThat(found("a", NOW.plusSeconds(70))).isTrue();
        assertThat(tokens.size()).isEqualTo(2);
    }

    private void remember(String token, Instant now) {
        tokens.remember(VerifiedTokens.fingerprint(token), expired, now);
    }

    private boolean found(String token, Instant now) {
        return tokens.find(VerifiedTokens.fingerprint(token), now).isPresent();
    }
}
