package dev.taskcast.admission;

import dev.taskcast.auth.Bearer;
import dev.taskcast.auth.Caller;
import dev.taskcast.auth.Refusal;
import dev.taskcast.auth.Revocations;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;

/** The callers of requests that open no session, by their tokens. Each route decides what a caller is allowed to do. */
@Singleton
public final class HttpCallers {
    private static final int RETRY_SECONDS = 5;

    private final HttpTokens tokens;
    private final Function<String, Caller> verifier;

    @Inject
    HttpCallers(HttpTokens tokens, TokenVerifier verifier, Revocations revocations) {
        this(tokens, token -> {
            Caller caller = verifier.verify(token);
            revocations.check(caller);
            return caller;
        });
    }

    /** Creates callers that {@code verifier} identifies by the token in {@code Authorization}. */
    public HttpCallers(Function<String, Caller> verifier) {
        this(HttpTokens.ofAuthorization(), verifier);
    }

    private HttpCallers(HttpTokens tokens, Function<String, Caller> verifier) {
        this.tokens = tokens;
        this.verifier = verifier;
    }

    /** {@code request} with the caller that its token proves; otherwise 401, or 503 if there are no keys. */
    public CallerRequest require(HttpServletRequest request) {
        ConnectRequest.Token token = tokens.of(request)
                .orElseThrow(() ->
                        ProblemException.unauthorized("Send a token: Authorization: Bearer <token>", Bearer.CHALLENGE));
        try {
            return new CallerRequest(request, verifier.apply(token.text()));
        } catch (Refusal refused) {
            throw HttpRefusals.problem(refused, RETRY_SECONDS);
        }
    }
}
