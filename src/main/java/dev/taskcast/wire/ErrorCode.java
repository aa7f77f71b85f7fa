package dev.taskcast.wire;

import java.util.Locale;

/** What was wrong with a client's frame: the {@code code} of an {@code error} frame. The connection stays open. */
public enum ErrorCode {
    /** The frame is not one JSON object. */
    INVALID_JSON(false),
    /** The {@code type} is missing, or clients must not send it. */
    UNKNOWN_TYPE(false),
    /** A field has the wrong type, is too long, or appears twice. */
    INVALID_FIELD(false),
    /** The new token belongs to another user, or was refused. The session continues with the old token. */
    TOKEN_REFUSED(true);

    private final boolean retryable;

    ErrorCode(boolean retryable) {
        this.retryable = retryable;
    }

    /** Whether a frame of the same type can succeed with other content, such as a newer token. */
    public boolean retryable() {
        return retryable;
    }

    /** The word on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
