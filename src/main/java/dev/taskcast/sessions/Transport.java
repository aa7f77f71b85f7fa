package dev.taskcast.sessions;

import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Frame;
import java.util.List;

/**
 * What carries the frames of a session, a socket or a stream: it sends what there is, one run of frames at a time, and closes.
 *
 * <p>{@link #send} and {@link #ping} may block for as long as the other side does not read, and longer. A session makes one
 * of these calls at a time, on a thread of {@link SessionThreads#calls}.
 */
public interface Transport {
    /** The reason for which a connection that broke is closed. */
    String BROKEN = "the connection failed";

    /** Sends {@code frames} in their order; false when the connection is broken, and nothing more can be sent. */
    boolean send(List<Frame> frames);

    /** Sends a protocol ping; false when the connection is broken. */
    boolean ping();

    /** Whether a client answers a ping here. Where it cannot, nobody is asked, and only a send that fails tells that it has gone. */
    boolean answersPings();

    /** Closes with a close frame if possible. Returns at once, whatever the socket does. */
    void close(CloseCode code, String reason);
}
