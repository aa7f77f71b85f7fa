package dev.taskcast.auth;

import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.CloseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Why a token is not accepted: constant words that tell the sender what to change. */
enum Refusal {
    MISSING("token missing"),
    TOO_LARGE("token too large"),
    OPAQUE("opaque session token: send a JWT instead"),
    MALFORMED("token malformed"),
    WRONG_KIND("token is of another kind: send an access token"),
    HEADER("token header not allowed: jwk, jku, x5u, x5c, crit, b64 or cty"),
    ALGORITHM("token algorithm not supported"),
    ISSUER("token issuer unknown"),
    AUDIENCE("token audience wrong"),
    KEY("token key unknown"),
    SIGNATURE("token signature bad"),
    EXPIRED("token expired"),
    NO_EXPIRY("token has no expiry"),
    TOO_OLD("token too old"),
    NOT_YET("token not yet valid"),
    NO_USER("token names no user"),
    KEYS_UNAVAILABLE(CloseCode.TRY_AGAIN_LATER, "keys to verify the token unavailable");

    /** Time, or keys that are read again, can make the same token good. */
    private static final Set<Refusal> PASSING = EnumSet.of(MISSING, KEY, SIGNATURE, NOT_YET, KEYS_UNAVAILABLE);

    private final CloseCode code;
    private final String reason;

    Refusal(String reason) {
        this(CloseCode.UNAUTHORIZED, reason);
    }

    Refusal(CloseCode code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    CloseException exception() {
        return new CloseException(code, reason);
    }

    /** The refusal that {@code exception} was made of, if it was made of one. */
    static Optional<Refusal> of(CloseException exception) {
        return Arrays.stream(values())
                .filter(it -> it.reason.equals(exception.reason()))
                .findFirst();
    }

    /** Whether the same token is refused as long as this process runs. */
    boolean lasts() {
        return !PASSING.contains(this);
    }
}
