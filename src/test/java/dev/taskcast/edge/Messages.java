package dev.taskcast.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What a server sends on a {@link RawSocket}, parsed as strictly as RFC 6455 §5 allows. */
final class Messages {
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PONG = 10;

    private static final int FINAL = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int CONTROL = 8;
    private static final int LONGEST_CONTROL = 125;

    private final RawSocket socket;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private boolean begun;

    /** A complete text message, or a control frame. */
    record Message(int opcode, byte[] payload) {
        String text() throws CharacterCodingException {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        }
    }

    Messages(RawSocket socket) {
        this.socket = socket;
    }

    /** The next message; a violation of the protocol fails. */
    Message next() throws IOException {
        while (true) {
            int first = socket.read();
            int second = socket.read();
            byte[] payload = socket.payload(second & ~MASKED);
            int opcode = first & 0x0f;
            check((first & RESERVED) == 0 && (second & MASKED) == 0, first, second);
            if (opcode >= CONTROL) {
                check(opcode <= PONG && (first & FINAL) != 0 && payload.length <= LONGEST_CONTROL, first, second);
                return new Message(opcode, payload);
            }
            check(opcode == (begun ? 0 : TEXT), first, second);
            text.writeBytes(payload);
            begun = (first & FINAL) == 0;
            if (!begun) {
                byte[] whole = text.toByteArray();
                text.reset();
                return new Message(TEXT, whole);
            }
        }
    }

    private static void check(boolean right, int first, int second) {
        if (!right) {
            throw new AssertionError("A broken frame: it begins with %02x %02x".formatted(first, second));
        }
    }
}
