package dev.taskcast.socket;

import dev.taskcast.admission.Inside;
import dev.taskcast.sessions.SessionThreads;
import jakarta.websocket.Session;
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
 * <p>Concurrency. They are let go of when the container's thread has long finished the handshake. The container clears and
 * destroys the same objects when the connection ends, under the monitor of its link: under this they are let go of too, so no
 * buffer is given back twice.
 *
 * <p>A server whose classes are others says so once in the log, and keeps them.
 */
final class HandshakeRemains {
    /** After that the thread of the handshake has returned. */
    static final long SETTLED_MS = 5_000;

    private static final Logger LOGGER = Logger.getLogger(HandshakeRemains.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private HandshakeRemains() {}

    /** Lets go of them in a while; for the end of the handshake, whose thread may have waited for keys. */
    static void letGoLater(Session socket, SessionThreads threads) {
        threads.scheduler()
                .schedule(() -> threads.calls().execute(() -> letGo(socket)), SETTLED_MS, TimeUnit.MILLISECONDS);
    }

    private static void letGo(Session socket) {
        try {
            Object connection = Inside.value(Inside.call(socket, "getSessionImpl"), "connLink");
            letGoOfUrl(Inside.call(connection, "getParametersOfInterest"));
            Object link = Inside.call(Inside.value(connection, "deviceConnLink"), "getApplicationCallback");
            if (link != null) {
                letGo(link);
            }
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            // What ends at this moment has no remains any more, on every server.
            if (socket.isOpen() && TOLD.compareAndSet(false, true)) {
                LOGGER.log(
                        Level.WARNING,
                        "TASKCAST Sockets need more memory on this server: it keeps their handshakes",
                        unknown);
            }
        }
    }

    /** It may have a token in it. The container reads it no more, and would only tell it to us. */
    static void letGoOfUrl(Object asked) throws ReflectiveOperationException {
        Inside.set(asked, "requestURI", null);
        Inside.set(asked, "queryString", null);
        Inside.set(asked, "parameterMap", null);
    }

    /** Lets go of what the container's {@code link} of an HTTP connection has, unless that has ended. */
    static void letGo(Object link) throws ReflectiveOperationException {
        synchronized (link) {
            if (!(boolean) Inside.value(link, "isDestroyed")) {
                Object context = Inside.value(link, "myInterface");
                Object dispatcher = Inside.call(link, "getApplicationCallback");
                Inside.set(Inside.value(dispatcher, "request"), "message", null);
                Inside.set(Inside.value(dispatcher, "response"), "message", null);
                letGo(context, "myRequest");
                letGo(context, "myResponse");
                Inside.set(context, "currentReadBB", null);
                List<?> buffers = (List<?>) Inside.value(context, "allocatedBuffers");
                while (!buffers.isEmpty()) {
                    Inside.call(buffers.remove(0), "release");
                }
            }
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
