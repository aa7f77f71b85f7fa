package dev.taskcast.socket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.lang.reflect.Field;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The TCP connection under a socket, of which the API says nothing.
 *
 * <p>Open Liberty closes it when the client's close frame has come, or 30 s after the last frame. But a client that sends while
 * it is being closed can make the container stop reading: then nobody ever closes it, not even when the client has left.
 * So it can be cut here, by the container's own classes: the only place that knows them. A server whose classes are others
 * says so once in the log, and keeps such connections.
 */
final class TcpConnection {
    private static final Logger LOGGER = Logger.getLogger(TcpConnection.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private TcpConnection() {}

    /** Whether it has ended: this container then takes the user properties away from the socket. */
    static boolean hasEnded(Session socket) {
        try {
            return socket.getUserProperties() == null;
        } catch (IllegalStateException closed) {
            return true;
        }
    }

    /** Ends it without a word to the client, if it has not ended. May block. */
    static void cut(Session socket) {
        try {
            if (!hasEnded(socket)) {
                Object session = socket.getClass().getMethod("getSessionImpl").invoke(socket);
                Field link = session.getClass().getDeclaredField("connLink");
                link.setAccessible(true);
                Object connection = link.get(session);
                connection
                        .getClass()
                        .getMethod("closeUsingSession", CloseReason.class, boolean.class, boolean.class)
                        .invoke(connection, null, false, true);
            }
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            if (TOLD.compareAndSet(false, true)) {
                LOGGER.log(
                        Level.WARNING,
                        "TASKCAST A closed connection cannot be cut on this server and may keep its descriptor",
                        unknown);
            }
        }
    }
}
