package dev.taskcast.ingest;

import dev.taskcast.admission.HttpRefusals;
import dev.taskcast.auth.Bearer;
import dev.taskcast.auth.Caller;
import dev.taskcast.auth.Refusal;
import dev.taskcast.auth.Revocations;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** Who may hand events in: a caller whose token has the role {@code publisher}, or {@code revoker}, or both. */
@Singleton
final class Publishers {
    private static final int RETRY_SECONDS = 5;

    private final Function<String, Caller> verifier;

    @Inject
    Publishers(TokenVerifier verifier, Revocations revocations) {
        this(token -> {
            Caller caller = verifier.verify(token);
            revocations.check(caller);
            return caller;
        });
    }

    Publishers(Function<String, Caller> verifier) {
        this.verifier = verifier;
    }

    /** Whom {@code authorization}, the header's value, proves; else 401, 403, or 503 without keys. */
    Sender require(Optional<String> authorization) {
        String token = authorization
                .flatMap(Bearer::token)
                .orElseThrow(() ->
                        ProblemException.unauthorized("Send a token: Authorization: Bearer <token>", Bearer.CHALLENGE));
        Sender sender = Sender.of(verified(token));
        if (!sender.mayPublish() && !sender.mayRevoke()) {
            throw ProblemException.forbidden(
                    "The token has neither the role publisher nor the role revoker in its claim groups");
        }
        return sender;
    }

    private Caller verified(String token) {
        try {
            return verifier.apply(token);
        } catch (Refusal refused) {
            throw HttpRefusals.problem(refused, RETRY_SECONDS);
        }
    }
}
