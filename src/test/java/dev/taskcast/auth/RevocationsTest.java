package dev.taskcast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which tokens are refused, by the time of their issue. */
class RevocationsTest {
    private static final Instant NOW = TestToken.NOW;

    private final Revocations revocations = new Revocations();

    @Test
    void olderTokensOfTheUserAreRefusedAndNoOthers() {
        revocations.add("ada", NOW);
        assertThat(revocations.revokes(caller("ada", NOW.minusSeconds(1)))).isTrue();
        assertThat(revocations.revokes(caller("ada", NOW))).isFalse();
        assertThat(revocations.revokes(caller("bob", NOW.minusSeconds(1)))).isFalse();
    }

    @Test
    void theLatestRevocationOfAUserCountsInAnyOrder() {
        revocations.add("ada", NOW);
        revocations.add("ada", NOW.minusSeconds(60));
        assertThat(revocations.revokes(caller("ada", NOW.minusSeconds(1)))).isTrue();
        revocations.add("ada", NOW.plusSeconds(60));
        assertThat(revocations.revokes(caller("ada", NOW))).isTrue();
    }

    @Test
    void aRevokedTokenIsRefusedAsForbidden() {
        revocations.add("ada", NOW);
        assertThatThrownBy(() -> revocations.check(caller("ada", NOW.minusSeconds(1))))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
                    assertThat(refusal.reason()).isEqualTo("token revoked");
                });
        assertThatCode(() -> revocations.check(caller("ada", NOW))).doesNotThrowAnyException();
    }

    private static Caller caller(String user, Instant issued) {
        return new Caller(user, issued, Instant.MAX, Set.of());
    }
}
