package dev.taskcast.auth;

import java.nio.charset.StandardCharsets;

/**
 * A client is not admitted, or not at this time. The kind says what the client can do about it, and the reason explains
 * it.
 *
 * <p>The reason is constant text that the client may see. It never holds a token or a claim, and has at most 123 bytes,
 * which fit into a close frame. Each edge has one table that says what it answers for each kind.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int REASON_BYTES = 123;

    private final Kind kind;

    /** What the refused client can do. */
    public enum Kind {
        /** Send a well-formed request. */
        MALFORMED,
        /** Come with another token. */
        UNAUTHENTICATED,
        /** Nothing: the same would happen again. */
        FORBIDDEN,
        /** Use fewer connections from the same address. */
        LIMIT,
        /** Come later: this replica is not able to serve it at the moment. */
        UNAVAILABLE,
        /** Come to another replica: this one is leaving. */
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

    /** The reason in words. */
    public String reason() {
        return getMessage();
    }
}
