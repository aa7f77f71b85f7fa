package dev.taskcast.socket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Cuts a long frame into pieces, which are the fragments of one message (RFC 6455 §5.4). It gives each piece its header
 * on the wire (§5.2), without a mask, because it comes from a server.
 *
 * <p>On this container, a connection keeps what it sent last until its next send. With pieces it keeps only the last
 * piece, in a buffer of the container's pool.
 */
final class Pieces {
    /** The length of a write in bytes: one buffer of the container's pool. */
    static final int WRITE = 8 * 1024;
    /** The length of a piece in bytes: with its header, it fills one write. */
    static final int LENGTH = WRITE - 4;

    /** The most bytes of a {@code char} in UTF-8; the two halves of a surrogate pair have four together. */
    private static final int MOST = 3;

    private static final int LAST = 0x80;
    private static final int TEXT = 1;
    private static final int LONG = 126;

    private Pieces() {}

    /** Takes the pieces of a frame, one after the other. */
    interface Taker {
        void take(String piece, boolean first, boolean last) throws IOException;
    }

    /** Gives the pieces of {@code frame} to {@code taker}; a short frame is one piece. */
    static void cut(CharSequence frame, Taker taker) throws IOException {
        int begin = 0;
        do {
            int end = end(frame, begin);
            taker.take(frame.subSequence(begin, end).toString(), begin == 0, end == frame.length());
            begin = end;
        } while (begin < frame.length());
    }

    /** A piece with its header, as it is on the wire. No piece is so long that its length needs eight bytes. */
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

    /** Each piece is encoded to UTF-8 separately, so both halves of a surrogate pair must be in the same piece. */
    private static int end(CharSequence frame, int begin) {
        if (frame.length() - begin <= LENGTH / MOST) {
            return frame.length();
        }
        int end = begin;
        int bytes = 0;
        while (end < frame.length()) {
            int character = Character.codePointAt(frame, end);
            bytes += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? MOST : 4;
            if (bytes > LENGTH) {
                break;
            }
            end += Character.charCount(character);
        }
        return end;
    }
}
