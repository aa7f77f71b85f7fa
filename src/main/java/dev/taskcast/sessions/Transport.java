package dev.taskcast.sessions;

import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Frame;

/**
 * The socket under a session: it sends one text frame at a time, and closes.
 *
 * <p>{@link #send} and {@link #ping} may block for as long as the other side does not read, and longer. A session makes one
 * of these calls at a time, on a thread of {@link SessionThreads#calls}.
 */
public interface Transport {
    /** Sends {@code frame}; false when the connection is broken, and nothing more can be sent. */
    boolean send(Frame frame);

    /** Sends a protocol ping; false when the connection is broken. */
    boolean ping();

    /** Closes with a close frame if possible. Returns at once, whatever the socket does. */
    void close(CloseCode code, String reason);
}
