package dev.taskcast.wire;

import java.util.Locale;

/**
 * Why a connection ends: the number on the wire, and what a client does when it sees it.
 *
 * <p>PROTOCOL.md has the same table, and a test holds the two together. Numbers under 4000 are those of
 * RFC 6455 §7.4.1 and of the IANA registry.
 */
public enum CloseCode {
    NORMAL(1000, Advice.RECONNECT),
    GOING_AWAY(1001, Advice.RECONNECT),
    UNSUPPORTED_DATA(1003, Advice.STOP),
    INVALID_DATA(1007, Advice.STOP),
    POLICY(1008, Advice.BACKOFF),
    TOO_BIG(1009, Advice.STOP),
    SERVER_ERROR(1011, Advice.BACKOFF),
    RESTART(1012, Advice.BACKOFF),
    TRY_AGAIN_LATER(1013, Advice.BACKOFF),
    UNAUTHORIZED(4001, Advice.NEW_TOKEN),
    FORBIDDEN(4003, Advice.STOP),
    TOO_SLOW(4008, Advice.RECONNECT),
    TOO_MANY_CONNECTIONS(4009, Advice.STOP);

    /** What a client does after a close. */
    public enum Advice {
        /** Connect again, with the cursor, unless the client itself closed. */
        RECONNECT,
        /** Connect again, with the cursor, after a growing random delay. */
        BACKOFF,
        /** Fetch a new token, connect once more; stop when that is refused too. */
        NEW_TOKEN,
        /** Do not connect again: the same thing would happen. */
        STOP;

        /** The word on the wire. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final int number;
    private final Advice advice;

    CloseCode(int number, Advice advice) {
        this.number = number;
        this.advice = advice;
    }

    /** The number in the close frame. */
    public int number() {
        return number;
    }

    /** What the client then does. */
    public Advice advice() {
        return advice;
    }
}
