package dev.taskcast.auth;

import java.nio.charset.StandardCharsets;

/**
 * Somebody is not let in, or not now: the kind says what can be done about it, the reason says it in words.
 *
 * <p>The reason is constant text that its receiver may see. It never holds a token or a claim, and has at most 123
 * bytes, which is what a close frame has room for. Each edge says in one table what it makes of a kind.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int REASON_BYTES = 123;

    private final Kind kind;

    /** What the one who is refused can do. */
    public enum Kind {
        /** Ask for something that can be understood. */
        MALFORMED,
        /** Come with another token. */
        UNAUTHENTICATED,
        /** Nothing: the same thing would happen again. */
        FORBIDDEN,
        /** Come with fewer connections from the same address. */
        LIMIT,
        /** Come later: this replica cannot at this moment. */
        UNAVAILABLE,
        /** Come to another replica: this one leaves. */
        LEAVING
    }

    public Refusal(Kind kind, String reason) {
        super(reason, null, false, false);
        if (reason.getBytes(StandardCharsets.UTF_8).length > REASON_BYTES) {
            throw new IllegalArgumentException("Reason over " + REASON_BYTES + " bytes: " + reason);
        }
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Why, in words. */
    public String reason() {
        return getMessage();
    }
}
