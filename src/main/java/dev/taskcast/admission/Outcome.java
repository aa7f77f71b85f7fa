package dev.taskcast.admission;

import dev.taskcast.auth.Refusal;
import java.util.Locale;

/** What came of a client that asked for a connection. */
public enum Outcome {
    /** It has a session. */
    OPENED,
    /** What it sent cannot be understood. */
    MALFORMED,
    /** It had no token in time, or one that proves nobody. */
    UNAUTHENTICATED,
    /** It may not: its page, or a token that was revoked. */
    FORBIDDEN,
    /** There are too many from the same address. */
    LIMIT,
    /** This replica had no room, or is starting. */
    UNAVAILABLE,
    /** This replica leaves. */
    LEAVING,
    /** It went before it had a session. */
    ABANDONED,
    /** A defect. */
    FAILED;

    /** That of a refusal of {@code kind}. */
    public static Outcome of(Refusal.Kind kind) {
        return valueOf(kind.name());
    }

    /** The word in the metric. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
