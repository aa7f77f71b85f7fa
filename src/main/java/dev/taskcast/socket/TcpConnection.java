package dev.taskcast.socket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
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
                Object waiting = write.get();
                field(waiting.getClass(), "blockingIOError").set(waiting, new IOException("The connection has ended"));
            } catch (ReflectiveOperationException | RuntimeException unknown) {
                tell(unknown);
            }
        }
    }

    private static Optional<Object> write(Session socket) {
        try {
            Object link = value(link(socket), "deviceConnLink");
            for (Object below = result(link, "getDeviceLink"); below != null; below = result(link, "getDeviceLink")) {
                link = below;
            }
            return Optional.of(result(result(link, "getChannelAccessor"), "getWriteInterface"));
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            tell(unknown);
            return Optional.empty();
        }
    }

    /** The container's link of {@code socket}. */
    static Object link(Session socket) throws ReflectiveOperationException {
        return value(result(socket, "getSessionImpl"), "connLink");
    }

    /** The field {@code name} of {@code object}. */
    static Object value(Object object, String name) throws ReflectiveOperationException {
        return field(object.getClass(), name).get(object);
    }

    /** What {@code method} of {@code object} returns. */
    static Object result(Object object, String method) throws ReflectiveOperationException {
        Method getter = object.getClass().getMethod(method);
        getter.setAccessible(true);
        return getter.invoke(object);
    }

    /** The field of {@code type}, or of what it extends. */
    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
            for (Field field : declaring.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(name);
    }

    private static void tell(Exception unknown) {
        if (TOLD.compareAndSet(false, true)) {
            LOGGER.log(
                    Level.WARNING,
                    "TASKCAST A closed connection cannot be cut on this server and may keep its descriptor",
                    unknown);
        }
    }
}
