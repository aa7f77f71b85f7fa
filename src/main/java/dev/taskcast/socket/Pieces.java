package dev.taskcast.socket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Cuts a long frame into pieces, the fragments of one message (RFC 6455 §5.4), and gives each the header that it has on the
 * wire (§5.2): from a server, so without a mask.
 *
 * <p>A connection of this container keeps what it sends until its next send. In pieces it keeps the last piece only, in a buffer
 * of the container's pool.
 */
final class Pieces {
    /** Bytes of a write: one buffer of the container's pool. */
    static final int WRITE = 8 * 1024;
    /** Characters of a piece: in ASCII one write, its header included. */
    static final int LENGTH = WRITE - 4;

    private static final int LAST = 0x80;
    private static final int TEXT = 1;
    private static final int LONG = 126;

    private Pieces() {}

    /** What takes the pieces of a frame, one after the other. */
    interface Taker {
        void take(String piece, boolean first, boolean last) throws IOException;
    }

    /** Hands over the pieces of {@code frame}; a short one is a piece of its own. */
    static void cut(String frame, Taker taker) throws IOException {
        if (frame.length() <= LENGTH) {
            taker.take(frame, true, true);
            return;
        }
        int begin = 0;
        while (begin < frame.length()) {
            int end = end(frame, begin);
            taker.take(frame.substring(begin, end), begin == 0, end == frame.length());
            begin = end;
        }
    }

    /** A piece as it is on the wire. No piece is so long that its length would need eight bytes. */
    static byte[] onTheWire(String piece, boolean first, boolean last) {
        byte[] text = piece.getBytes(StandardCharsets.UTF_8);
        int header = text.length < LONG ? 2 : 4;
        byte[] bytes = new byte[header + text.length];
        bytes[0] = (byte) ((last ? LAST : 0) | (first ? TEXT : 0));
        if (text.length < LONG) {
            bytes[1] = (byte) text.length;
        } else {
            bytes[1] = LONG;
            bytes[2] = (byte) (text.length >> 8);
            bytes[3] = (byte) text.length;
        }
        System.arraycopy(text, 0, bytes, header, text.length);
        return bytes;
    }

    /** Each piece becomes UTF-8 for itself, so both halves of a surrogate pair go into the same. */
    private static int end(String frame, int begin) {
        int end = Math.min(frame.length(), begin + LENGTH);
        return end < frame.length() && Character.isHighSurrogate(frame.charAt(end - 1)) ? end - 1 : end;
    }
}
