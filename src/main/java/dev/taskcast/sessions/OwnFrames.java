package dev.taskcast.sessions;

import dev.taskcast.wire.Frame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The few frames of the session itself that wait for its socket: welcome, pong, heartbeat and others.
 *
 * <p>Thread-safe: its monitor guards it, and is held for the queue operation only.
 */
final class OwnFrames {
    /** More frames wait only if the client asks faster than it reads. */
    private static final int MAX = 32;

    private final Deque<OwnFrame> waiting = new ArrayDeque<>(2);

    private sealed interface OwnFrame {
        /** A frame whose content is fixed. */
        record Fixed(Frame frame) implements OwnFrame {}

        /** A frame that holds the cursor at the moment when it is sent. */
        record WithCursor(Function<String, Frame> of) implements OwnFrame {}
    }

    /** Puts {@code frame} before everything else. */
    synchronized void addFirst(Frame frame) {
        waiting.addFirst(new OwnFrame.Fixed(frame));
    }

    /** Adds {@code frame}; returns false if too many frames wait. */
    synchronized boolean add(Frame frame) {
        return waiting.size() < MAX && waiting.add(new OwnFrame.Fixed(frame));
    }

    /** Adds a frame that is built from the cursor when its turn comes; returns false if too many frames wait. */
    synchronized boolean add(Function<String, Frame> ofCursor) {
        return waiting.size() < MAX && waiting.add(new OwnFrame.WithCursor(ofCursor));
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Takes the next frame. Null if there is no frame, or if it needs a {@code cursor} that is unknown until more
     * events are sent.
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
