package dev.taskcast.admission;

import dev.taskcast.auth.Bearer;
import dev.taskcast.auth.Refusal;
import dev.taskcast.wire.ProblemException;
import java.util.concurrent.ThreadLocalRandom;

/** Turns a refusal into the answer to an HTTP request: a problem document. */
public final class HttpRefusals {
    private static final int RETRY_AFTER_SECONDS = 10;

    private HttpRefusals() {}

    /**
     * The seconds after which a refused client may come again. The number is random, so that clients that were refused
     * together do not come together.
     */
    public static int retrySeconds() {
        return ThreadLocalRandom.current().nextInt(RETRY_AFTER_SECONDS) + 1;
    }

    /**
     * The problem of {@code refusal}. If the same request may succeed later, the client may repeat it after
     * {@code retrySeconds}.
     */
    public static ProblemException problem(Refusal refusal, int retrySeconds) {
        String reason = refusal.reason();
        return switch (refusal.kind()) {
            case MALFORMED -> ProblemException.badRequest(reason);
            case UNAUTHENTICATED -> ProblemException.unauthorized(reason, Bearer.CHALLENGE_INVALID);
            case FORBIDDEN -> ProblemException.forbidden(reason);
            case LIMIT -> ProblemException.tooMany(reason, retrySeconds);
            case UNAVAILABLE, LEAVING -> ProblemException.unavailable(reason, retrySeconds);
        };
    }
}
