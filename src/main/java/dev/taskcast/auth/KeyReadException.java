package dev.taskcast.auth;

import java.io.IOException;

/** A document with keys cannot be read. The message is for the log; what is told to whoever asks for the health names no host and no file. */
final class KeyReadException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String kind;

    KeyReadException(String reason) {
        this(reason, reason, null);
    }

    /** One of which {@code kind} may be told to everybody, and {@code reason} to who reads the log. */
    KeyReadException(String kind, String reason, Throwable cause) {
        super(reason, cause);
        this.kind = kind;
    }

    String kind() {
        return kind;
    }
}
