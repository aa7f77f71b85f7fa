package dev.taskcast.sessions;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

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
        record Fixed(String text) implements OwnFrame {}

        /** One that tells the cursor of the moment in which it is sent. */
        record WithCursor(UnaryOperator<String> encode) implements OwnFrame {}
    }

    /** Puts {@code text} before everything else. */
    synchronized void addFirst(String text) {
        waiting.addFirst(new OwnFrame.Fixed(text));
    }

    /** Adds {@code text}; false when too many wait. */
    synchronized boolean add(String text) {
        return waiting.size() < MAX && waiting.add(new OwnFrame.Fixed(text));
    }

    /** Adds a frame that is made of the cursor when its turn comes; false when too many wait. */
    synchronized boolean add(UnaryOperator<String> encode) {
        return waiting.size() < MAX && waiting.add(new OwnFrame.WithCursor(encode));
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Takes the next frame; null when there is none, or when it needs a {@code cursor} and that is null because
     * events have to be sent first.
     */
    String poll(Supplier<String> cursor) {
        OwnFrame next = peek();
        String text = null;
        if (next instanceof OwnFrame.Fixed frame) {
            text = frame.text();
        } else if (next instanceof OwnFrame.WithCursor frame) {
            String now = cursor.get();
            text = now == null ? null : frame.encode().apply(now);
        }
        if (text != null) {
            remove();
        }
        return text;
    }

    private synchronized OwnFrame peek() {
        return waiting.peek();
    }

    private synchronized void remove() {
        waiting.remove();
    }
}
