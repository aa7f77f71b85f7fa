package dev.taskcast.reliability;

import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A member that reads the chunks of an event stream (RFC 9112 §7.1). */
final class StreamMember extends Member {
    private static final byte[] CLOSE = "\"type\":\"close\",\"code\":".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_CODE = 1_000;

    private boolean inData;
    private long size;
    private int matched;
    private int code;

    StreamMember(SocketChannel channel) {
        super(channel);
    }

    @Override
    void body(int next) {
        if (inData && size > 0) {
            size--;
            text(next);
            close(next);
        } else if (inData) {
            // This character is the line break after the data.
            inData = next != '\n';
        } else if (next == '\n') {
            inData = true;
            if (size == 0) {
                closed(code());
            }
        } else if (next != '\r') {
            int digit = Character.digit(next, 16);
            if (digit < 0) {
                throw new IllegalStateException("No chunk begins here");
            }
            size = size * 16 + digit;
        }
    }

    private void close(int next) {
        if (matched == CLOSE.length) {
            code = code * 10 + next - '0';
            if (code >= FIRST_CODE) {
                matched = 0;
                closed(code);
            }
        } else {
            matched = next == CLOSE[matched] ? matched + 1 : next == CLOSE[0] ? 1 : 0;
        }
    }
}
