package dev.taskcast.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A device that reads an event stream in chunks (RFC 9112 §7.1). The events that the gateway sends here have one line
 * of data each.
 */
final class ClientStream extends Client {
    private static final int DATA = "data: ".length();

    /**
     * The number of bytes at the beginning of the buffer that were taken out of chunks and wait for the rest of their
     * line.
     */
    private int held;

    ClientStream(Load.Wanted wanted, Common common) throws IOException {
        super(wanted, "Accept: text/event-stream\r\n", common);
    }

    @Override
    char yes() {
        return '2';
    }

    /** Joins the content of complete chunks at the beginning of the buffer, and processes its complete lines. */
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
        // The rest of the lines stands directly before the rest of the chunks.
        buffer.put(at - held, buffer, done, held);
        return at - held;
    }

    /** The index of the chunk's data; the chunk's first line begins at {@code at}. 0 if that line is incomplete. */
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

    /** Processes the complete lines, and returns where the first incomplete line begins. */
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
