package dev.taskcast.socket;

import dev.taskcast.admission.HttpRefusals;
import dev.taskcast.admission.Outcome;
import dev.taskcast.admission.TurnedAway;
import dev.taskcast.auth.Bearer;
import dev.taskcast.auth.Refusal;
import dev.taskcast.wire.CloseCode;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;

/** What a refusal is here: a status before the upgrade, a close code behind it. */
final class Refusals {
    private Refusals() {}

    /** Behind the upgrade. */
    static CloseCode code(Refusal.Kind kind) {
        return switch (kind) {
            case MALFORMED -> CloseCode.INVALID_DATA;
            case UNAUTHENTICATED -> CloseCode.UNAUTHORIZED;
            case FORBIDDEN -> CloseCode.FORBIDDEN;
            case LIMIT, UNAVAILABLE -> CloseCode.TRY_AGAIN_LATER;
            case LEAVING -> CloseCode.RESTART;
        };
    }

    /** What came of a connection without a session that is closed with {@code code}, for no {@link Refusal}. */
    static Outcome outcome(CloseCode code) {
        return switch (code) {
            case UNAUTHORIZED -> Outcome.UNAUTHENTICATED;
            case SERVER_ERROR -> Outcome.FAILED;
            default -> Outcome.MALFORMED;
        };
    }

    /** Before the upgrade. */
    static PlainAnswer answer(TurnedAway why) {
        return switch (why) {
            case REFUSED_TOKEN ->
                new PlainAnswer(
                        HttpServletResponse.SC_UNAUTHORIZED,
                        Map.of("WWW-Authenticate", Bearer.CHALLENGE_INVALID),
                        why.sentence());
            case TOO_FAST, FULL ->
                new PlainAnswer(
                        HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                        Map.of("Retry-After", Integer.toString(HttpRefusals.retrySeconds())),
                        why.sentence());
        };
    }
}
