package dev.taskcast.socket;

import dev.taskcast.admission.HttpRefusals;
import dev.taskcast.admission.Outcome;
import dev.taskcast.admission.TurnedAway;
import dev.taskcast.auth.Bearer;
import dev.taskcast.auth.Refusal;
import dev.taskcast.wire.CloseCode;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;

/** Translates a refusal into an HTTP status before the upgrade, and into a close code after it. */
final class Refusals {
    private Refusals() {}

    /** The close code after the upgrade. */
    static CloseCode code(Refusal.Kind kind) {
        return switch (kind) {
            case MALFORMED -> CloseCode.INVALID_DATA;
            case UNAUTHENTICATED -> CloseCode.UNAUTHORIZED;
            case FORBIDDEN -> CloseCode.FORBIDDEN;
            case LIMIT, UNAVAILABLE -> CloseCode.TRY_AGAIN_LATER;
            case LEAVING -> CloseCode.RESTART;
        };
    }

    /** The outcome of a connection without a session that is closed with {@code code} but without a {@link Refusal}. */
    static Outcome outcome(CloseCode code) {
        return switch (code) {
            case UNAUTHORIZED -> Outcome.UNAUTHENTICATED;
            case SERVER_ERROR -> Outcome.FAILED;
            default -> Outcome.MALFORMED;
        };
    }

    /** The HTTP answer before the upgrade. */
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
