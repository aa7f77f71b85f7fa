package dev.taskcast.proof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Moves bytes from one end of a connection to the other. Bytes that wait are in a small buffer, in the kernel and, if
 * the weather delays them, in a queue.
 */
final class Direction {
    private static final int SIZE = 8_192;
    private static final int ROUNDS = 16;

    private final SocketChannel from;
    private final SocketChannel to;
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE).limit(0);
    private final Deque<Late> late = new ArrayDeque<>();
    private ByteBuffer next = buffer;
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

    /** Moves the bytes that have come and are due, as far as the other end has room. */
    void move(Weather weather) throws IOException {
        for (int round = 0; (round < ROUNDS || !late.isEmpty()) && (hasSome() || fill(weather)); round++) {
            to.write(next);
            if (hasSome()) {
                return;
            }
        }
        if (ended && !hasSome() && late.isEmpty() && !over) {
            over = true;
            to.shutdownOutput();
        }
    }

    /** Gets the next bytes that are due. */
    private boolean fill(Weather weather) throws IOException {
        long delay = weather.delay().toNanos();
        if (delay == 0 && late.isEmpty()) {
            next = buffer;
            return read(next, weather);
        }
        if (delay > 0 && wantsMore(weather)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.min(SIZE, allowed));
            if (read(bytes, weather)) {
                late.add(new Late(bytes, System.nanoTime()));
            }
        }
        if (late.isEmpty() || System.nanoTime() - late.peek().since() < delay) {
            return false;
        }
        next = late.remove().bytes();
        return true;
    }

    private boolean read(ByteBuffer into, Weather weather) throws IOException {
        if (!wantsMore(weather)) {
            return false;
        }
        into.clear().limit(weather.isBounded() ? Math.min(into.capacity(), allowed) : into.capacity());
        int read = from.read(into);
        into.flip();
        ended = read < 0;
        allowed -= weather.isBounded() ? Math.max(0, read) : 0;
        return read > 0;
    }

    boolean hasSome() {
        return next.hasRemaining();
    }

    /** Whether it accepts more bytes. */
    boolean wantsMore(Weather weather) {
        return !ended && !hasSome() && (!weather.isBounded() || allowed > 0);
    }

    /** Whether the other end was told that no more bytes come. */
    boolean isOver() {
        return over;
    }

    /**
     * Bytes that wait because the weather delays them.
     *
     * @param since the time at which they came, by {@link System#nanoTime}
     */
    private record Late(ByteBuffer bytes, long since) {}
}
