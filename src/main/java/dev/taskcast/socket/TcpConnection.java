package dev.taskcast.socket;

import dev.taskcast.admission.Inside;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The TCP connection under a socket, of which the API says nothing. It and {@link ContainerLink} alone know Open Liberty's own classes.
 *
 * <p>Two of the container's faults can be mended only there (docs/decisions/sends.md). A client that sends while it is being
 * closed can make the container stop reading; then nobody ever closes the connection, not even when the client has left. And a
 * send that begins at the moment in which the container closes the connection waits for a notification that never comes.
 *
 * <p>A server whose classes are others says so once in the log, and keeps such connections.
 */
final class TcpConnection {
    private static final Logger LOGGER = Logger.getLogger(TcpConnection.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private final Session socket;
    /** Where a write waits; gone from the container's objects when the connection has ended. */
    private final Optional<Object> write;

    /** That under {@code socket}, which has just been opened. */
    TcpConnection(Session socket) {
        this.socket = socket;
        write = write(socket);
    }

    /** Whether it has ended: this container then takes the user properties away from the socket. */
    boolean hasEnded() {
        try {
            return socket.getUserProperties() == null;
        } catch (IllegalStateException closed) {
            return true;
        }
    }

    /** Ends it without a word to the client, if it has not ended. May block. */
    void cut() {
        try {
            if (!hasEnded()) {
                Object link = link(socket);
                link.getClass()
                        .getMethod("closeUsingSession", CloseReason.class, boolean.class, boolean.class)
                        .invoke(link, null, false, true);
            }
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            tell(unknown);
        }
    }

    /** Has a write that waits in vain fail, once its thread is interrupted; for a connection that has ended. */
    void failWrite() {
        if (write.isPresent()) {
            try {
                Inside.set(write.get(), "blockingIOError", new IOException("The connection has ended"));
            } catch (ReflectiveOperationException | RuntimeException unknown) {
                tell(unknown);
            }
        }
    }

    private static Optional<Object> write(Session socket) {
        try {
            Object link = Inside.value(link(socket), "deviceConnLink");
            for (Object below = Inside.call(link, "getDeviceLink");
                    below != null;
                    below = Inside.call(link, "getDeviceLink")) {
                link = below;
            }
            return Optional.of(Inside.call(Inside.call(link, "getChannelAccessor"), "getWriteInterface"));
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            tell(unknown);
            return Optional.empty();
        }
    }

    /** The container's link of {@code socket}. */
    static Object link(Session socket) throws ReflectiveOperationException {
        return Inside.value(Inside.call(socket, "getSessionImpl"), "connLink");
    }

    private static void tell(Exception unknown) {
        if (TOLD.compareAndSet(false, true)) {
            LOGGER.log(
                    Level.WARNING,
                    "TCAST0806W: A closed connection cannot be cut on this server and may keep its descriptor",
                    unknown);
        }
    }
}
