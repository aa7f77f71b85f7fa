package dev.taskcast.ingest;

import dev.taskcast.admission.HttpCallers;
import dev.taskcast.auth.Caller;
import dev.taskcast.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;

/** Checks who may submit events: a caller whose token has the role {@code publisher}, {@code revoker} or both. */
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

    /** The sender that the token of {@code request} names. Throws 401, 403, or 503 if there are no keys. */
    Sender require(HttpServletRequest request) {
        Sender sender = Sender.of(callers.require(request).getUserPrincipal());
        if (!sender.mayPublish() && !sender.mayRevoke()) {
            throw ProblemException.forbidden(
                    "The token has neither the role publisher nor the role revoker in its claim groups");
        }
        return sender;
    }
}
