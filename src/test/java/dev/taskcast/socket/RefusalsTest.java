package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.admission.TurnedAway;
import dev.taskcast.auth.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answer to each kind of refusal on a WebSocket, as in PROTOCOL.md. */
class RefusalsTest {
    @ParameterizedTest
    @CsvSource({
        "MALFORMED,1007",
        "UNAUTHENTICATED,4001",
        "FORBIDDEN,4003",
        "LIMIT,1013",
        "UNAVAILABLE,1013",
        "LEAVING,1012"
    })
    void aRefusalAfterTheUpgradeHasACloseCode(Refusal.Kind kind, int code) {
        assertThat(Refusals.code(kind).number()).isEqualTo(code);
    }

    @Test
    void aRefusalBeforeTheUpgradeHasAStatusAndItsHeader() {
        PlainAnswer token = Refusals.answer(TurnedAway.REFUSED_TOKEN);
        assertThat(token.status()).isEqualTo(401);
        assertThat(token.headers()).containsOnlyKeys("WWW-Authenticate");
        for (TurnedAway why : new TurnedAway[] {TurnedAway.TOO_FAST, TurnedAway.FULL}) {
            PlainAnswer later = Refusals.answer(why);
            assertThat(later.status()).isEqualTo(503);
            assertThat(Integer.parseInt(later.headers().get("Retry-After"))).isBetween(1, 10);
        }
    }
}
