package dev.taskcast.sessions;

import dev.taskcast.wire.Frame;
import java.util.List;

/**
 * The call that a session makes into its transport, one at a time: whether one is under way, and since when.
 *
 * <p>Only the thread that has the session's turn calls. Any thread may ask.
 */
final class OneCall {
    private final Transport transport;
    private final SessionRegistry registry;
    private volatile long last;
    private volatile boolean underWay;

    OneCall(Transport transport, SessionRegistry registry) {
        this.transport = transport;
        this.registry = registry;
        this.last = registry.nanoTime();
    }

    /** See {@link Transport#send}. */
    boolean send(List<Frame> frames) {
        boolean isLong = endsLong(frames);
        begin();
        if (isLong) {
            registry.counters().longFrameBegins();
        }
        try {
            return transport.send(frames);
        } finally {
            end();
            if (isLong) {
                registry.counters().longFrameEnds();
            }
        }
    }

    /** Whether a frame takes more than one write; only the last one may be so long. */
    private static boolean endsLong(List<Frame> frames) {
        return !frames.isEmpty() && frames.get(frames.size() - 1).length() > Outgoing.LENGTH;
    }

    /** See {@link Transport#ping}. */
    boolean ping() {
        begin();
        try {
            return transport.ping();
        } finally {
            end();
        }
    }

    private void begin() {
        last = registry.nanoTime();
        registry.runningCalls().begin();
        underWay = true;
    }

    private void end() {
        underWay = false;
        registry.runningCalls().end();
    }

    /** Whether the transport answers pings, see {@link Transport#answersPings}. */
    boolean answersPings() {
        return transport.answersPings();
    }

    boolean isUnderWay() {
        return underWay;
    }

    /** When the last call began, by the registry's nano clock; before the first call, when the session was created. */
    long last() {
        return last;
    }

    /** How long the current call has lasted at {@code now}, in nanoseconds; zero if no call is under way. */
    long lasts(long now) {
        // Read the flag before the time. Otherwise a new call that begins in between would seem as old as the last one.
        boolean inCall = underWay;
        long since = last;
        return inCall ? now - since : 0;
    }
}
