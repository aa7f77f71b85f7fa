package dev.taskcast.socket;

import jakarta.websocket.RemoteEndpoint;
import java.io.IOException;

/**
 * Sends a long frame in pieces, as the fragments of one message (RFC 6455 §5.4).
 *
 * <p>This container copies what it sends twice, into a buffer on the heap and one in direct memory, both as long as the
 * text, and the connection keeps them until its next send. In pieces it keeps those of the last piece only, which come
 * from its pool.
 */
final class Pieces {
    /** Characters of a piece: in ASCII one buffer of the container's pool. */
    static final int LENGTH = 8 * 1024;

    private Pieces() {}

    /** Sends {@code frame}, and returns when the socket has taken all of it. */
    static void send(RemoteEndpoint.Basic remote, String frame) throws IOException {
        if (frame.length() <= LENGTH) {
            remote.sendText(frame);
            return;
        }
        int begin = 0;
        while (begin < frame.length()) {
            int end = end(frame, begin);
            remote.sendText(frame.substring(begin, end), end == frame.length());
            begin = end;
        }
    }

    /** Each piece becomes UTF-8 for itself, so both halves of a surrogate pair go into the same. */
    private static int end(String frame, int begin) {
        int end = Math.min(frame.length(), begin + LENGTH);
        return end < frame.length() && Character.isHighSurrogate(frame.charAt(end - 1)) ? end - 1 : end;
    }
}
