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
    /** The most characters of filters that wait, if more than one waits. A single filter may have more. */
    private static final int MAX_FILTERS = 12 * 1024;

    private final Deque<OwnFrame> waiting = new ArrayDeque<>(2);
    private int filters;

    private sealed interface OwnFrame {
        /** A frame whose content is fixed. */
        record Fixed(Frame frame) implements OwnFrame {}

        /** A frame that holds the cursor at the moment when it is sent. Until then it holds a filter of this length. */
        record WithCursor(Function<String, Frame> of, int filter) implements OwnFrame {}
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
    boolean add(Function<String, Frame> ofCursor) {
        return add(ofCursor, 0);
    }

    /** Adds such a frame, which holds a filter of {@code filter} characters until its turn comes. */
    synchronized boolean add(Function<String, Frame> ofCursor, int filter) {
        if (waiting.size() >= MAX || filters > 0 && filters + filter > MAX_FILTERS) {
            return false;
        }
        waiting.add(new OwnFrame.WithCursor(ofCursor, filter));
        filters += filter;
        return true;
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
        if (waiting.remove() instanceof OwnFrame.WithCursor sent) {
            filters -= sent.filter();
        }
    }
}
