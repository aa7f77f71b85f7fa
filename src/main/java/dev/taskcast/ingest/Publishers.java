package dev.taskcast.ingest;

import dev.taskcast.admission.HttpCallers;
import dev.taskcast.auth.Caller;
import dev.taskcast.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;

/** Who may hand events in: a caller whose token has the role {@code publisher}, or {@code revoker}, or both. */
@Singleton
final class Publishers {
    private final HttpCallers callers;

    @Inject
    Publishers(HttpCallers callers) {
        this.callers = callers;
    }

    Publishers(Function<String, Caller> verifier) {
        this(new HttpCallers(verifier));
    }

    /** Whom the token of {@code request} proves; else 401, 403, or 503 without keys. */
    Sender require(HttpServletRequest request) {
        Sender sender = Sender.of(callers.require(request).getUserPrincipal());
        if (!sender.mayPublish() && !sender.mayRevoke()) {
            throw ProblemException.forbidden(
                    "The token has neither the role publisher nor the role revoker in its claim groups");
        }
        return sender;
    }
}
