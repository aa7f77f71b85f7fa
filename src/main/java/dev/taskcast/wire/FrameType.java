package dev.taskcast.wire;

import java.util.Locale;

/**
 * What kinds of frames the server sends: the {@code type} of each, in the order of PROTOCOL.md.
 *
 * <p>A test walks this list, so that no kind is forgotten where frames are described, shown, tested or read.
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
