package dev.taskcast.sessions;

import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Frame;
import java.util.List;

/**
 * What carries the frames of a session, a socket or a stream: it sends several frames in one call, and closes.
 *
 * <p>{@link #send} and {@link #ping} may block for as long as the other side does not read, and longer. A session makes
 * one of these calls at a time, on a thread of {@link SessionThreads#calls}.
 */
public interface Transport {
    /** The close reason of a connection that failed. */
    String BROKEN = "the connection failed";

    /** Sends {@code frames} in their order; returns false if the connection is broken and nothing more can be sent. */
    boolean send(List<Frame> frames);

    /** Sends a protocol ping; returns false if the connection is broken. */
    boolean ping();

    /**
     * Whether clients answer pings on this transport. If not, no ping is sent, and only a failed send shows that the
     * client is gone.
     */
    boolean answersPings();

    /** Closes with a close frame if possible. Returns immediately, in any state of the socket. */
    void close(CloseCode code, String reason);
}
