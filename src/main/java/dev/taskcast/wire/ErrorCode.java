package dev.taskcast.wire;

import java.util.Locale;

/** What was wrong with a frame of a client: the {@code code} of an {@code error} frame. The connection lives on. */
public enum ErrorCode {
    /** The frame is not one JSON object. */
    INVALID_JSON(false),
    /** The {@code type} is missing or not one that clients send. */
    UNKNOWN_TYPE(false),
    /** A field has the wrong type or is too long. */
    INVALID_FIELD(false),
    /** The new token is of somebody else, or was refused; the session goes on with the old one. */
    TOKEN_REFUSED(true);

    private final boolean retryable;

    ErrorCode(boolean retryable) {
        this.retryable = retryable;
    }

    /** Whether the same kind of frame can succeed with other content, such as a newer token. */
    public boolean retryable() {
        return retryable;
    }

    /** The word on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
