package dev.taskcast.auth;

import java.io.IOException;

/**
 * A document with keys cannot be read. The message is for the log; the text for the health endpoint names no host and
 * no file.
 */
final class KeyReadException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String kind;

    KeyReadException(String reason) {
        this(reason, reason, null);
    }

    /** Creates one; {@code kind} is a text for everybody, and {@code reason} a text for the log. */
    KeyReadException(String kind, String reason, Throwable cause) {
        super(reason, cause);
        this.kind = kind;
    }

    String kind() {
        return kind;
    }
}
