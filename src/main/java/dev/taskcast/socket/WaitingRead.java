package dev.taskcast.socket;

import dev.taskcast.admission.Inside;
import jakarta.websocket.Session;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The read of a socket that waits for its client. This container waits with a buffer of 8 KiB for each socket, though its TCP
 * channel can make one when bytes have come, as it does for HTTP connections. This stands between the two, has the buffer given
 * back, and asks for that.
 *
 * <p>It is what the container reads with, and what is told of each read: it takes the place of both, and passes everything else
 * on. The container has one read at a time.
 *
 * <p>On a connection of another kind (TLS), and on a server whose classes are others, the buffer stays. The latter is said once
 * in the log.
 */
final class WaitingRead implements InvocationHandler {
    private static final String PLAIN = "com.ibm.ws.tcpchannel.internal.NioTCPReadRequestContextImpl";
    /** As large as that which the container brings. */
    private static final int BUFFER = 8_192;

    private static final Logger LOGGER = Logger.getLogger(WaitingRead.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private final Object read;
    private Object told;

    private WaitingRead(Object read) {
        this.read = read;
    }

    /** Has {@code socket} wait without a buffer; the container has not begun to read it. */
    static void of(Session socket) {
        try {
            Object link = Inside.value(Inside.call(socket, "getSessionImpl"), "connLink");
            Field field = Inside.field(link, "tcpReadContext");
            Object read = field.get(link);
            if (read.getClass().getName().equals(PLAIN)) {
                field.set(link, instead(read, field.getType()));
            }
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            if (TOLD.compareAndSet(false, true)) {
                LOGGER.log(
                        Level.WARNING,
                        "TASKCAST Sockets need more memory on this server: each waits for its client with a buffer",
                        unknown);
            }
        }
    }

    /** What takes the place of {@code read}, which is used as a {@code type}. */
    static Object instead(Object read, Class<?> type) throws NoSuchMethodException {
        Class<?>[] types = {type, callback(type)};
        return Proxy.newProxyInstance(type.getClassLoader(), types, new WaitingRead(read));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        try {
            return switch (method.getName()) {
                case "read" -> read(proxy, method, arguments);
                case "complete", "error" -> tell(proxy, method, arguments);
                default -> method.invoke(read, arguments);
            };
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    /** Begins a read that waits, with no buffer. */
    private Object read(Object proxy, Method method, Object[] arguments) throws ReflectiveOperationException {
        if (arguments.length < 4 || arguments[1] == null) {
            return method.invoke(read, arguments);
        }
        Object buffer = Inside.call(read, "getBuffer");
        if (buffer != null) {
            Inside.give(read, "setBuffer", null);
            Inside.call(buffer, "release");
        }
        Inside.give(read, "setJITAllocateSize", BUFFER);
        told = arguments[1];
        return method.invoke(read, arguments[0], proxy, arguments[2], arguments[3]);
    }

    /** Tells the container of a read, and that it goes on with this. */
    private Object tell(Object proxy, Method method, Object[] arguments) throws ReflectiveOperationException {
        arguments[1] = proxy;
        return method.invoke(told, arguments);
    }

    /** Who is told of a read is its second parameter. */
    private static Class<?> callback(Class<?> type) throws NoSuchMethodException {
        for (Method method : type.getMethods()) {
            if (method.getName().equals("read") && method.getParameterCount() == 4) {
                return method.getParameterTypes()[1];
            }
        }
        throw new NoSuchMethodException("read");
    }
}
