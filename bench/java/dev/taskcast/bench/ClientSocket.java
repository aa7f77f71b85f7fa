package dev.taskcast.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A device that reads the frames of a WebSocket (RFC 6455 §5.2). */
final class ClientSocket extends Client {
    private static final String HEADERS = """
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            """;

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final byte LAST = (byte) 0x80;
    private static final byte MASKED = (byte) 0x80;
    private static final byte[] MASK = new byte[4];

    /** Whether a fragment was read whose message continues. */
    private boolean joining;
    /**
     * The number of bytes at the beginning of the buffer that came in fragments and wait for the rest of their message.
     */
    private int held;
    /** Where the message begins and ends in the buffer, as far as its fragments are joined. */
    private int begin;

    private int joined;

    ClientSocket(Load.Wanted wanted, Common common) throws IOException {
        super(wanted, HEADERS, common);
    }

    @Override
    char yes() {
        return '1';
    }

    /** Joins the fragments of a message, and processes it when it is complete. */
    @Override
    int body(ByteBuffer buffer, int from) throws IOException {
        begin = from;
        joined = from + held;
        int at = joined;
        while (buffer.limit() - at >= 2) {
            int length = buffer.get(at + 1) & 0x7f;
            int payload = at + 2;
            if (length == 126 && buffer.limit() - at >= 4) {
                length = buffer.getShort(at + 2) & 0xffff;
                payload = at + 4;
            } else if (length == 127 && buffer.limit() - at >= 10) {
                length = Math.toIntExact(buffer.getLong(at + 2));
                payload = at + 10;
            } else if (length > 125) {
                break;
            }
            if (buffer.limit() - payload < length) {
                break;
            }
            frame(buffer.get(at), buffer, payload, payload + length);
            at = payload + length;
        }
        held = joining ? joined - begin : 0;
        // The joined bytes stand directly before the unprocessed bytes.
        buffer.put(at - held, buffer, begin, held);
        return at - held;
    }

    private void frame(int first, ByteBuffer buffer, int start, int end) throws IOException {
        int type = first & 0x7f;
        if (type == (joining ? CONTINUATION : TEXT)) {
            if (!joining) {
                begin = start;
                joined = start;
            }
            buffer.put(joined, buffer, start, end - start);
            joined += end - start;
            joining = first >= 0;
            if (!joining) {
                text(buffer, begin, joined);
            }
        } else if (type == PING) {
            pong(buffer.slice(start, end - start));
        } else if (type == CLOSE) {
            lost();
        } else if (type != PONG) {
            unknown();
        }
    }

    /**
     * Answers with the payload of the ping (RFC 6455 §5.5.3), because uvicorn closes a connection without an answer. A
     * mask of zeros changes nothing.
     */
    private void pong(ByteBuffer payload) throws IOException {
        ByteBuffer pong = ByteBuffer.allocate(2 + MASK.length + payload.remaining());
        pong.put((byte) (LAST | PONG))
                .put((byte) (MASKED | payload.remaining()))
                .put(MASK)
                .put(payload);
        write(pong.flip());
    }
}
