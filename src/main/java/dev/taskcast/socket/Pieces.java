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
    /** Bytes of a piece: with its header one write. */
    static final int LENGTH = WRITE - 4;

    /** Bytes of a {@code char}; both halves of a surrogate pair have four. */
    private static final int MOST = 3;

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
        int begin = 0;
        do {
            int end = end(frame, begin);
            taker.take(frame.substring(begin, end), begin == 0, end == frame.length());
            begin = end;
        } while (begin < frame.length());
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
        if (frame.length() - begin <= LENGTH / MOST) {
            return frame.length();
        }
        int end = begin;
        int bytes = 0;
        while (end < frame.length()) {
            int character = frame.codePointAt(end);
            bytes += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? MOST : 4;
            if (bytes > LENGTH) {
                break;
            }
            end += Character.charCount(character);
        }
        return end;
    }
}
