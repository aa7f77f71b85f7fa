package dev.taskcast.wire;

import java.util.Locale;

/**
 * Why a connection ends: the number on the wire, and what a client does when it receives that number.
 *
 * <p>PROTOCOL.md has the same table, and a test compares the two. RFC 6455 §7.4.1 and the IANA registry define the
 * numbers below 4000.
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
        /** Connect again with the cursor, unless the client itself closed the connection. */
        RECONNECT,
        /** Connect again with the cursor, after a random delay that grows. */
        BACKOFF,
        /** Fetch a new token and connect once more; stop if the gateway refuses that token too. */
        NEW_TOKEN,
        /** Do not connect again: the gateway would refuse again. */
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

    /** What a client does when it receives this code. */
    public Advice advice() {
        return advice;
    }
}
