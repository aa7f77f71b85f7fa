package dev.taskcast.reliability;

import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One device of a {@link Crowd}. It reads the answer byte by byte, and keeps no part of it. */
abstract class Member {
    private static final byte[] EVENT = "\"type\":\"task_update\"".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private int lineBreaks;
    private boolean begun;
    private int matched;
    private int events;
    private boolean closed;
    private int code;

    Member(SocketChannel channel) {
        this.channel = channel;
    }

    /** Handles a byte after the head of the answer. */
    abstract void body(int next);

    final void take(byte next) {
        if (begun) {
            body(next & 0xff);
        } else {
            // The head ends with two line breaks in succession.
            lineBreaks = next == '\n' ? lineBreaks + 1 : next == '\r' ? lineBreaks : 0;
            begun = lineBreaks == 2;
        }
    }

    /** Handles a character in the text of the frames. */
    final void text(int next) {
        matched = next == EVENT[matched] ? matched + 1 : next == EVENT[0] ? 1 : 0;
        if (matched == EVENT.length) {
            matched = 0;
            events++;
        }
    }

    final void closed(int closeCode) {
        closed = true;
        code = closeCode;
    }

    final SocketChannel channel() {
        return channel;
    }

    final int events() {
        return events;
    }

    final boolean isClosed() {
        return closed;
    }

    /** The code of its close; 0 if there was no close frame. */
    final int code() {
        return code;
    }
}
