package dev.taskcast.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;

/** A device that reads the frames of a WebSocket (RFC 6455 §5.2). */
final class ClientSocket extends Client {
    private static final String HEADERS = """
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            """;

    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final byte PONG = (byte) 0x8a;
    private static final byte MASKED = (byte) 0x80;
    private static final byte[] MASK = new byte[4];

    ClientSocket(Wanted wanted, Tally tally, Selector selector) throws IOException {
        super(wanted, HEADERS, tally, selector);
    }

    @Override
    char yes() {
        return '1';
    }

    @Override
    int body(ByteBuffer buffer, int from) throws IOException {
        int at = from;
        while (buffer.limit() - at >= 2) {
            int first = buffer.get(at) & 0x7f;
            int length = buffer.get(at + 1) & 0x7f;
            int payload = at + 2;
            if (length == 126 && buffer.limit() - at >= 4) {
                length = buffer.getShort(at + 2) & 0xffff;
                payload = at + 4;
            } else if (length == 127 && buffer.limit() - at >= 10) {
                length = Math.toIntExact(buffer.getLong(at + 2));
                payload = at + 10;
            } else if (length > 125) {
                return at;
            }
            if (buffer.limit() - payload < length) {
                return at;
            }
            frame(first, buffer, payload, payload + length);
            at = payload + length;
        }
        return at;
    }

    private void frame(int type, ByteBuffer buffer, int start, int end) throws IOException {
        if (type == TEXT) {
            text(buffer, start, end);
        } else if (type == PING) {
            pong(buffer.slice(start, end - start));
        } else if (type == CLOSE) {
            lost();
        }
    }

    /** With what the ping had, as RFC 6455 §5.5.3 has it: uvicorn closes who does not; a mask of zeros changes nothing. */
    private void pong(ByteBuffer payload) throws IOException {
        ByteBuffer pong = ByteBuffer.allocate(2 + MASK.length + payload.remaining());
        pong.put(PONG).put((byte) (MASKED | payload.remaining())).put(MASK).put(payload);
        write(pong.flip());
    }
}
