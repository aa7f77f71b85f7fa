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
 * The TCP connection under a socket, which the API does not show. This class uses Open Liberty's own classes.
 *
 * <p>Only here can two faults of the container be corrected (docs/decisions/sends.md). First, a client that sends while
 * it is being closed can make the container stop reading. Then nobody ever closes the connection, even after the client
 * has left. Second, a write of ours or of the container can begin at the moment in which the connection is closed. It
 * then waits for a notification that never comes.
 *
 * <p>On a server with other classes, it logs one line and keeps such connections.
 */
final class TcpConnection {
    private static final Logger LOGGER = Logger.getLogger(TcpConnection.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private final Session socket;
    /** Where a write waits. After the connection has ended, the container's objects no longer lead to it. */
    private final Optional<Object> write;

    /** Finds the TCP connection under {@code socket}, which has just been opened. */
    TcpConnection(Session socket) {
        this.socket = socket;
        write = write(socket);
    }

    /** Whether the connection has ended: this container then removes the socket's user properties. */
    boolean hasEnded() {
        try {
            return socket.getUserProperties() == null;
        } catch (IllegalStateException closed) {
            return true;
        }
    }

    /** Ends the connection without a close frame, if it has not ended. May block. */
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

    /**
     * Makes a write that waits forever fail, as soon as its thread is interrupted. Only for a connection that has
     * ended.
     */
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
