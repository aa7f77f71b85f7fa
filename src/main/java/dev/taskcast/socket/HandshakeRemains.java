package dev.taskcast.socket;

import dev.taskcast.admission.Inside;
import dev.taskcast.sessions.SessionThreads;
import jakarta.websocket.Session;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The memory that this container keeps of a handshake for as long as the socket is open, and never reads again. It
 * holds the request, the answer, and the buffers of both. It is a third of the memory of an idle socket
 * (docs/decisions/memory.md).
 *
 * <p>Concurrency. This class releases these objects some time after the container has sent its answer. When the
 * connection ends, the container clears the same objects, under the monitor of its link. This class holds that monitor
 * too, so no buffer is released twice.
 *
 * <p>On a server with other classes, it logs one line and releases nothing.
 */
final class HandshakeRemains {
    /** Usually the thread of the handshake has returned after this time. */
    static final long SETTLED_MS = 5_000;

    /** How many times, at most, it checks whether the handshake is over. */
    private static final int LOOKS = 12;

    private static final Logger LOGGER = Logger.getLogger(HandshakeRemains.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private HandshakeRemains() {}

    /**
     * Releases the remains some time after the handshake, whose thread may have waited for keys. Until then this class
     * holds {@code socket} weakly, because the socket may end first.
     */
    static void letGoLater(Session socket, SessionThreads threads) {
        letGoLater(new WeakReference<>(socket), threads, LOOKS);
    }

    private static void letGoLater(WeakReference<Session> socket, SessionThreads threads, int looks) {
        threads.scheduler()
                .schedule(
                        () -> threads.calls().execute(() -> letGo(socket, threads, looks)),
                        SETTLED_MS,
                        TimeUnit.MILLISECONDS);
    }

    private static void letGo(WeakReference<Session> reference, SessionThreads threads, int looks) {
        Session socket = reference.get();
        if (socket != null && !letGo(socket) && looks > 1) {
            letGoLater(reference, threads, looks - 1);
        }
    }

    /**
     * Releases the remains of {@code socket}. Returns whether the handshake is over, so that no other try is needed.
     */
    private static boolean letGo(Session socket) {
        try {
            Object connection = Inside.value(Inside.call(socket, "getSessionImpl"), "connLink");
            letGoOfUrl(Inside.call(connection, "getParametersOfInterest"));
            Object link = Inside.call(Inside.value(connection, "deviceConnLink"), "getApplicationCallback");
            return link == null || letGo(link);
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            // On every server, a socket that ends at this moment has no remains any more.
            if (socket.isOpen() && TOLD.compareAndSet(false, true)) {
                LOGGER.log(
                        Level.WARNING,
                        "TCAST0804W: Sockets need more memory on this server: it keeps their handshakes",
                        unknown);
            }
            return true;
        }
    }

    /** The URL may contain a token. The container does not read it again; it only offers it to us. */
    static void letGoOfUrl(Object asked) throws ReflectiveOperationException {
        List<Field> fields = List.of(
                Inside.field(asked, "requestURI"),
                Inside.field(asked, "queryString"),
                Inside.field(asked, "parameterMap"));
        for (Field field : fields) {
            field.set(asked, null);
        }
    }

    /**
     * Releases what the container's {@code link} of an HTTP connection holds, unless the connection has ended. Returns
     * false and changes nothing while the answer is still being sent. It looks up all names before it changes anything.
     */
    static boolean letGo(Object link) throws ReflectiveOperationException {
        synchronized (link) {
            if ((boolean) Inside.value(link, "isDestroyed")) {
                return true;
            }
            Object context = Inside.value(link, "myInterface");
            if (!(boolean) Inside.call(context, "isMessageSent")) {
                return false;
            }
            Object dispatcher = Inside.call(link, "getApplicationCallback");
            Object[] sides = {Inside.value(dispatcher, "request"), Inside.value(dispatcher, "response")};
            Inside.field(context, "myRequest");
            Inside.field(context, "myResponse");
            List<?> buffers = (List<?>) Inside.value(context, "allocatedBuffers");
            for (Object side : sides) {
                Inside.field(side, "message");
            }
            Inside.set(context, "currentReadBB", null);
            for (Object side : sides) {
                Inside.set(side, "message", null);
            }
            letGo(context, "myRequest");
            letGo(context, "myResponse");
            while (!buffers.isEmpty()) {
                Inside.call(buffers.remove(0), "release");
            }
            return true;
        }
    }

    /**
     * Clears a message, which releases its buffers, and drops it. The container creates another one when it needs it.
     */
    private static void letGo(Object context, String field) throws ReflectiveOperationException {
        Object message = Inside.value(context, field);
        if (message != null) {
            Inside.call(message, "clear");
            Inside.set(context, field, null);
        }
    }
}
