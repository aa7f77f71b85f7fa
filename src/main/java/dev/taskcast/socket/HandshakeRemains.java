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
 * What this container keeps of a handshake for as long as the socket is open, and never reads again: the request with its
 * headers and its URL, the answer with its headers, and the buffers that they were read into and written from. They are a
 * third of what an idle socket needs (docs/decisions/memory.md).
 *
 * <p>Concurrency. They are let go of some time after the container has sent its answer. The container clears and
 * destroys the same objects when the connection ends, under the monitor of its link: under this they are let go of too, so no
 * buffer is given back twice.
 *
 * <p>A server whose classes are others says so once in the log, and keeps them.
 */
final class HandshakeRemains {
    /** After that the thread of the handshake has usually returned. */
    static final long SETTLED_MS = 5_000;

    /** How often that is looked at. */
    private static final int LOOKS = 12;

    private static final Logger LOGGER = Logger.getLogger(HandshakeRemains.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private HandshakeRemains() {}

    /**
     * Lets go of them in a while; for the end of the handshake, whose thread may have waited for keys. Until then {@code socket}
     * is not kept: it may end before.
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

    /** Whether the handshake is over. */
    private static boolean letGo(Session socket) {
        try {
            Object connection = Inside.value(Inside.call(socket, "getSessionImpl"), "connLink");
            letGoOfUrl(Inside.call(connection, "getParametersOfInterest"));
            Object link = Inside.call(Inside.value(connection, "deviceConnLink"), "getApplicationCallback");
            return link == null || letGo(link);
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            // What ends at this moment has no remains any more, on every server.
            if (socket.isOpen() && TOLD.compareAndSet(false, true)) {
                LOGGER.log(
                        Level.WARNING,
                        "TCAST0804W: Sockets need more memory on this server: it keeps their handshakes",
                        unknown);
            }
            return true;
        }
    }

    /** It may have a token in it. The container reads it no more, and would only tell it to us. */
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
     * Lets go of what the container's {@code link} of an HTTP connection has, unless that has ended; false, and nothing happens,
     * while its answer is being sent. All names are looked up before anything changes.
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

    /** Clears a message before it is dropped: it gives back its buffers then. The container makes another one if it needs one. */
    private static void letGo(Object context, String field) throws ReflectiveOperationException {
        Object message = Inside.value(context, field);
        if (message != null) {
            Inside.call(message, "clear");
            Inside.set(context, field, null);
        }
    }
}
