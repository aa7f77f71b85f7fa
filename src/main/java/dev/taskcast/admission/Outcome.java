package dev.taskcast.admission;

import dev.taskcast.auth.Refusal;
import java.util.Locale;

/** What became of a client that asked for a connection. */
public enum Outcome {
    /** It has a session. */
    OPENED,
    /** Its request was malformed. */
    MALFORMED,
    /** It had no token in time, or a token that proves no user. */
    UNAUTHENTICATED,
    /** Its page is not allowed to connect, or its token was revoked. */
    FORBIDDEN,
    /** There are too many connections from its address. */
    LIMIT,
    /** This replica had no room or too many requests, is starting, or cannot read the keys for the token. */
    UNAVAILABLE,
    /** This replica is leaving. */
    LEAVING,
    /** It went before it had a session. */
    ABANDONED,
    /** An unexpected failure. */
    FAILED;

    /** The outcome of a refusal of {@code kind}. */
    public static Outcome of(Refusal.Kind kind) {
        return valueOf(kind.name());
    }

    /** The word in the metric. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
