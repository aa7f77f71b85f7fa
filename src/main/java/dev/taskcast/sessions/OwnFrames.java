package dev.taskcast.sessions;

import dev.taskcast.wire.Frame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The few frames of a session's own that wait for its socket: welcome, pong, heartbeat, and the like.
 *
 * <p>Thread-safe: guarded by its monitor, which is held for the queue operation only.
 */
final class OwnFrames {
    /** More than this wait only when the client asks faster than it reads. */
    private static final int MAX = 32;

    private final Deque<OwnFrame> waiting = new ArrayDeque<>(2);

    private sealed interface OwnFrame {
        /** One that says the same whenever it is sent. */
        record Fixed(Frame frame) implements OwnFrame {}

        /** One that tells the cursor of the moment in which it is sent. */
        record WithCursor(Function<String, Frame> of) implements OwnFrame {}
    }

    /** Puts {@code frame} before everything else. */
    synchronized void addFirst(Frame frame) {
        waiting.addFirst(new OwnFrame.Fixed(frame));
    }

    /** Adds {@code frame}; false when too many wait. */
    synchronized boolean add(Frame frame) {
        return waiting.size() < MAX && waiting.add(new OwnFrame.Fixed(frame));
    }

    /** Adds a frame that is made of the cursor when its turn comes; false when too many wait. */
    synchronized boolean add(Function<String, Frame> ofCursor) {
        return waiting.size() < MAX && waiting.add(new OwnFrame.WithCursor(ofCursor));
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Takes the next frame; null when there is none, or when it needs a {@code cursor} and that cannot be told because
     * events have to be sent first.
     */
    Frame poll(Supplier<Optional<String>> cursor) {
        OwnFrame next = peek();
        Frame frame = null;
        if (next instanceof OwnFrame.Fixed fixed) {
            frame = fixed.frame();
        } else if (next instanceof OwnFrame.WithCursor withCursor) {
            frame = cursor.get().map(withCursor.of()).orElse(null);
        }
        if (frame != null) {
            remove();
        }
        return frame;
    }

    private synchronized OwnFrame peek() {
        return waiting.peek();
    }

    private synchronized void remove() {
        waiting.remove();
    }
}
