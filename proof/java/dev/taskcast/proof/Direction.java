package dev.taskcast.proof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Moves bytes from one end of a connection to the other. Bytes that wait are in a small buffer and in the kernel. */
final class Direction {
    private static final int SIZE = 8_192;
    private static final int ROUNDS = 16;

    private final SocketChannel from;
    private final SocketChannel to;
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE).limit(0);
    private int allowed;
    private boolean ended;
    private boolean over;

    Direction(SocketChannel from, SocketChannel to) {
        this.from = from;
        this.to = to;
    }

    /** Allows {@code bytes} bytes until the next call, if the weather limits them. */
    void allow(int bytes) {
        allowed = bytes;
    }

    /** Moves the bytes that have come, as far as the other end has room. */
    void move(boolean bounded) throws IOException {
        for (int round = 0; round < ROUNDS && (hasSome() || read(bounded)); round++) {
            to.write(buffer);
            if (hasSome()) {
                return;
            }
        }
        if (ended && !hasSome() && !over) {
            over = true;
            to.shutdownOutput();
        }
    }

    private boolean read(boolean bounded) throws IOException {
        if (!wantsMore(bounded)) {
            return false;
        }
        buffer.clear().limit(bounded ? Math.min(SIZE, allowed) : SIZE);
        int read = from.read(buffer);
        buffer.flip();
        ended = read < 0;
        allowed -= bounded ? Math.max(0, read) : 0;
        return read > 0;
    }

    boolean hasSome() {
        return buffer.hasRemaining();
    }

    /** Whether it accepts more bytes. */
    boolean wantsMore(boolean bounded) {
        return !ended && !hasSome() && (!bounded || allowed > 0);
    }

    /** Whether the other end was told that no more bytes come. */
    boolean isOver() {
        return over;
    }
}
