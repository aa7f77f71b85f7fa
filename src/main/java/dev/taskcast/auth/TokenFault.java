package dev.taskcast.auth;

import java.util.EnumSet;
import java.util.Set;

/** Why a token is not accepted: constant words that tell the sender what to change. */
enum TokenFault {
    MISSING("token missing"),
    TOO_LARGE("token too large"),
    OPAQUE("opaque session token: send a JWT instead"),
    MALFORMED("token malformed"),
    WRONG_KIND("token is of another kind: send an access token"),
    ENCRYPTED("token encrypted: this issuer has no key for that"),
    NOT_ENCRYPTED("token not encrypted"),
    DECRYPTION("token cannot be decrypted"),
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
    KEYS_UNAVAILABLE(Refusal.Kind.UNAVAILABLE, "keys to verify the token unavailable");

    /** The faults that can pass: time, or a new read of the keys, can make the same token valid. */
    private static final Set<TokenFault> PASSING = EnumSet.of(MISSING, KEY, SIGNATURE, NOT_YET, KEYS_UNAVAILABLE);

    private final Refusal.Kind kind;
    private final String reason;

    TokenFault(String reason) {
        this(Refusal.Kind.UNAUTHENTICATED, reason);
    }

    TokenFault(Refusal.Kind kind, String reason) {
        this.kind = kind;
        this.reason = reason;
    }

    /** The refusal that is sent to the client. */
    Refusal refusal() {
        return new Refusal(kind, reason);
    }

    /** The exception for this fault. */
    TokenFaultException exception() {
        return new TokenFaultException(this);
    }

    /** Whether the same token is refused as long as this process runs. */
    boolean lasts() {
        return !PASSING.contains(this);
    }
}
