package dev.taskcast.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A device that reads an event stream in chunks (RFC 9112 §7.1). In the gateway's events here, the data has one line
 * each.
 */
final class ClientStream extends Client {
    private static final int DATA = "data: ".length();

    /** The number of bytes at the beginning of the buffer that came in chunks, and wait for the rest of their line. */
    private int held;

    ClientStream(Load.Wanted wanted, Common common) throws IOException {
        super(wanted, "Accept: text/event-stream\r\n", common);
    }

    @Override
    char yes() {
        return '2';
    }

    /** Joins the content of whole chunks at the beginning of the buffer, and takes its whole lines. */
    @Override
    int body(ByteBuffer buffer, int from) throws IOException {
        int at = from + held;
        int end = at;
        boolean ended = false;
        for (int data = data(buffer, at); data > 0; data = data(buffer, at)) {
            int size = size(buffer, at);
            ended = size == 0;
            if (ended || buffer.limit() - data < size + 2) {
                break;
            }
            buffer.put(end, buffer, data, size);
            end += size;
            at = data + size + 2;
        }
        int done = events(buffer, from, end);
        if (ended) {
            lost();
        }
        held = end - done;
        // The rest of the lines is now directly before the rest of the chunks.
        buffer.put(at - held, buffer, done, held);
        return at - held;
    }

    /** Where the data of the chunk begins whose first line begins at {@code at}; 0 if that line is not complete. */
    private static int data(ByteBuffer buffer, int at) {
        for (int end = at; end < buffer.limit(); end++) {
            if (buffer.get(end) == '\n') {
                return end + 1;
            }
        }
        return 0;
    }

    private static int size(ByteBuffer buffer, int at) throws IOException {
        int size = 0;
        for (int digit = at; buffer.get(digit) != '\r'; digit++) {
            int value = Character.digit(buffer.get(digit), 16);
            if (value < 0) {
                throw new IOException("A stream without chunks");
            }
            size = size << 4 | value;
        }
        return size;
    }

    /** Takes the complete lines, and returns where the incomplete line begins. */
    private int events(ByteBuffer buffer, int from, int end) {
        int line = from;
        for (int at = from; at < end; at++) {
            if (buffer.get(at) == '\n') {
                if (buffer.get(line) == 'd') {
                    text(buffer, line + DATA, at);
                }
                line = at + 1;
            }
        }
        return line;
    }
}
