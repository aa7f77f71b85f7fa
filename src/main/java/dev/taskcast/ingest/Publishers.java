package dev.taskcast.ingest;

import dev.taskcast.auth.Caller;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.CloseException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.Function;

/** Who may hand events in: a caller whose token has the role {@code publisher}, or {@code revoker}, or both. */
@ApplicationScoped
public class Publishers {
    private static final String BEARER = "bearer ";
    private static final String CHALLENGE = "Bearer realm=\"taskcast\"";
    private static final int RETRY_SECONDS = 5;

    private final Function<String, Caller> verifier;

    /** For the container's proxy. */
    protected Publishers() {
        this.verifier = null;
    }

    @Inject
    public Publishers(TokenVerifier verifier, SessionRegistry registry) {
        this(token -> {
            Caller caller = verifier.verify(token);
            if (registry.isRevoked(caller)) {
                throw new CloseException(CloseCode.FORBIDDEN, "token revoked");
            }
            return caller;
        });
    }

    Publishers(Function<String, Caller> verifier) {
        this.verifier = verifier;
    }

    /** Whom {@code authorization}, the header's value, proves; else 401, 403, or 503 without keys. */
    Sender require(Optional<String> authorization) {
        String token = authorization
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip())
                .orElseThrow(
                        () -> ProblemException.unauthorized("Send a token: Authorization: Bearer <token>", CHALLENGE));
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
        } catch (CloseException refused) {
            if (refused.code() == CloseCode.UNAUTHORIZED) {
                throw ProblemException.unauthorized(refused.reason(), CHALLENGE + ", error=\"invalid_token\"");
            }
            if (refused.code() == CloseCode.FORBIDDEN) {
                throw ProblemException.forbidden(refused.reason());
            }
            throw ProblemException.unavailable(refused.reason(), RETRY_SECONDS);
        }
    }
}
