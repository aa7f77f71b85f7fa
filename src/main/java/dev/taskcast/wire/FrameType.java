package dev.taskcast.wire;

import java.util.Locale;

/**
 * The kinds of frames that the server sends: the {@code type} of each, in the order of PROTOCOL.md.
 *
 * <p>A test walks this list. It checks that every kind is described, shown, tested and read.
 */
public enum FrameType {
    WELCOME,
    TASK_UPDATE,
    HEARTBEAT,
    PONG,
    RESET,
    NARROWED,
    AUTH_EXPIRING,
    AUTH_OK,
    GOAWAY,
    ERROR,
    BATCH,
    CLOSE;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word on the wire. */
    public String word() {
        return word;
    }
}
