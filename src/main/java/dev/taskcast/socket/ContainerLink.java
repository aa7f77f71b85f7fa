package dev.taskcast.socket;

import dev.taskcast.admission.Inside;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The container's own way to write to a socket, with its lock, its buffers and its connection. It writes bytes that are
 * framed already. The API frames each message and writes it on its own.
 *
 * <p>{@code WsocConnLink.okToWrite} takes the lock that the container takes for basic sends, pongs, pings and close
 * frames. Like them, it waits while a pong is being written. {@code signalNotWriting} releases the lock. Between these
 * two calls, nobody else writes.
 */
final class ContainerLink implements FrameWriter.Wire {
    private static final Logger LOGGER = Logger.getLogger(ContainerLink.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();
    /** The methods of this server; they are looked up once, since all of its sockets have the same classes. */
    private static volatile Methods methods;

    private final Object link;
    private final Object connection;
    private final Methods container;

    ContainerLink(Object link, Object connection, Methods container) {
        this.link = link;
        this.connection = connection;
        this.container = container;
    }

    /** The link of {@code socket}, which has just been opened. Empty on a server with other classes. */
    static Optional<ContainerLink> of(Session socket) {
        try {
            Object link = TcpConnection.link(socket);
            Object connection = Inside.call(Inside.value(link, "tcpConnection"), "getWriteInterface");
            Methods container = methods;
            if (container == null) {
                container = Methods.of(link, connection);
                methods = container;
            }
            return Optional.of(new ContainerLink(link, connection, container));
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            if (TOLD.compareAndSet(false, true)) {
                LOGGER.log(
                        Level.WARNING,
                        "TCAST0802W: Frames are written one by one on this server, which costs more processor time",
                        unknown);
            }
            return Optional.empty();
        }
    }

    @Override
    public void write(List<byte[]> pieces, int length) throws IOException {
        if (call(container.okToWrite, link, false, false, false) != container.ok) {
            throw new IOException("The socket is closed, or another thread writes");
        }
        try {
            writeLocked(pieces, length);
        } finally {
            call(container.signalNotWriting, link);
        }
    }

    /**
     * Does not release a buffer whose write failed: the container may still hold it, and another socket must not get
     * its bytes.
     */
    private void writeLocked(List<byte[]> pieces, int length) throws IOException {
        Object buffer = call(container.allocateDirect, container.buffers, length);
        ByteBuffer bytes = (ByteBuffer) call(container.byteBuffer, buffer);
        pieces.forEach(bytes::put);
        bytes.flip();
        call(container.setBuffer, connection, buffer);
        call(container.write, connection, -1L, -1);
        // If the connection broke, the container may be writing its close frame already.
        if (call(container.getBuffer, connection) == buffer) {
            call(container.setBuffer, connection, (Object) null);
        }
        call(container.release, buffer);
    }

    private static Object call(Method method, Object object, Object... arguments) throws IOException {
        try {
            return method.invoke(object, arguments);
        } catch (InvocationTargetException failed) {
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw failed.getCause() instanceof IOException broken ? broken : new IOException(failed.getCause());
        } catch (IllegalAccessException denied) {
            throw new IOException(denied);
        }
    }

    /** The container's methods that a write calls. */
    record Methods(
            Method okToWrite,
            Object ok,
            Method signalNotWriting,
            Object buffers,
            Method allocateDirect,
            Method byteBuffer,
            Method release,
            Method getBuffer,
            Method setBuffer,
            Method write) {

        static Methods of(Object link, Object connection) throws ReflectiveOperationException {
            Class<?> type = link.getClass();
            Method okToWrite = type.getMethod("okToWrite", boolean.class, boolean.class, boolean.class);
            Field ok = okToWrite.getReturnType().getField("OK");
            Object buffers = Inside.call(link, "getBufferManager");
            Class<?> pool = named("com.ibm.wsspi.bytebuffer.WsByteBufferPoolManager", buffers);
            Class<?> buffer = named("com.ibm.wsspi.bytebuffer.WsByteBuffer", buffers);
            Class<?> writes = named("com.ibm.wsspi.tcpchannel.TCPWriteRequestContext", connection);
            return new Methods(
                    unchecked(okToWrite),
                    ok.get(null),
                    unchecked(type.getMethod("signalNotWriting")),
                    buffers,
                    unchecked(pool.getMethod("allocateDirect", int.class)),
                    unchecked(buffer.getMethod("getWrappedByteBufferNonSafe")),
                    unchecked(buffer.getMethod("release")),
                    unchecked(writes.getMethod("getBuffer")),
                    unchecked(writes.getMethod("setBuffer", buffer)),
                    unchecked(writes.getMethod("write", long.class, int.class)));
        }

        /** Switches off access checks: all methods are public, and each call would otherwise check that. */
        private static Method unchecked(Method method) {
            method.setAccessible(true);
            return method;
        }

        /** The interface {@code name}, loaded by the class loader of {@code object}'s class. */
        private static Class<?> named(String name, Object object) throws ClassNotFoundException {
            return Class.forName(name, false, object.getClass().getClassLoader());
        }
    }
}
