package dev.taskcast.reliability;

import java.nio.channels.SocketChannel;

/** A member that reads the frames of a WebSocket. */
final class SocketMember extends Member {
    private static final int CLOSE = 8;

    private int headBytes;
    private int lengthBytes;
    private long payload;
    private boolean closing;
    private int closeBytes;
    private int code;

    SocketMember(SocketChannel channel) {
        super(channel);
    }

    @Override
    void body(int next) {
        if (payload == 0 || headBytes > 0) {
            head(next);
            return;
        }
        payload--;
        if (closing && closeBytes++ < 2) {
            code = code << 8 | next;
        }
        if (closing && closeBytes == 2) {
            closed(code);
        }
        text(next);
    }

    private void head(int next) {
        headBytes++;
        if (headBytes == 1) {
            closing |= (next & 0x0f) == CLOSE;
        } else if (headBytes == 2) {
            lengthBytes = next == 126 ? 2 : next == 127 ? 8 : 0;
            payload = lengthBytes == 0 ? next : 0;
        } else {
            payload = payload << 8 | next;
        }
        if (headBytes == 2 + lengthBytes && headBytes > 1) {
            headBytes = 0;
            if (closing && payload == 0) {
                closed(code);
            }
        }
    }
}
