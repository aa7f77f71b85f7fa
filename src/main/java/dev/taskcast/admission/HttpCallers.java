package dev.taskcast.admission;

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

/** Who sends a request that opens no session: the caller whom its bearer token proves. What the caller may is for each route to say. */
@Singleton
public final class HttpCallers {
    private static final int RETRY_SECONDS = 5;

    private final Function<String, Caller> verifier;

    @Inject
    HttpCallers(TokenVerifier verifier, Revocations revocations) {
        this(token -> {
            Caller caller = verifier.verify(token);
            revocations.check(caller);
            return caller;
        });
    }

    /** Callers whom {@code verifier} knows by their tokens. */
    public HttpCallers(Function<String, Caller> verifier) {
        this.verifier = verifier;
    }

    /** Whom {@code authorization}, the header's value, proves; else 401, 403, or 503 without keys. */
    public Caller require(Optional<String> authorization) {
        String token = authorization
                .flatMap(Bearer::token)
                .orElseThrow(() ->
                        ProblemException.unauthorized("Send a token: Authorization: Bearer <token>", Bearer.CHALLENGE));
        try {
            return verifier.apply(token);
        } catch (Refusal refused) {
            throw HttpRefusals.problem(refused, RETRY_SECONDS);
        }
    }
}
