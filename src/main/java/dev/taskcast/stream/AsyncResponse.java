package dev.taskcast.stream;

import dev.taskcast.admission.Inside;
import dev.taskcast.sessions.SessionThreads;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The response of a stream in the container. Open Liberty's writes block, even with the servlet API's write listeners
 * (docs/decisions/streams.md).
 *
 * <p>Only this class of the package knows Open Liberty's own classes; with them it aborts a blocked write. On a server
 * with other classes, a blocked write ends when the container's write timeout is over. The log says so once.
 */
final class AsyncResponse implements EventOutput {
    private static final Logger LOGGER = Logger.getLogger(AsyncResponse.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();
    private static final AtomicBoolean TOLD_OF_MEMORY = new AtomicBoolean();
    /** Whether this server has other classes; then no further attempt is made. */
    private static volatile boolean others;

    /** After this time, the request's thread has returned. */
    private static final long SETTLED_MS = 5_000;

    private final AsyncContext async;
    private final LongConsumer written;
    private final ServletOutputStream output;

    /**
     * Creates the response of {@code async}, to which nothing was written yet; {@code written} receives the number of
     * written bytes.
     */
    AsyncResponse(AsyncContext async, LongConsumer written) throws IOException {
        this.async = async;
        this.written = written;
        ServletResponse response = async.getResponse();
        // With this buffer size, each write is sent immediately, as one chunk.
        response.setBufferSize(1);
        output = response.getOutputStream();
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        output.write(bytes);
        written.accept(bytes.length);
        letGo(this::letGoOfWritten);
    }

    /**
     * Releases the request's buffer after a while; the container would keep it until the response has ended.
     *
     * <p>Call this on the request's thread: later the container may reuse the objects of this response for another one.
     */
    void letGoOfRequestLater(SessionThreads threads) {
        letGo(() -> {
            Object context = context();
            threads.scheduler()
                    .schedule(
                            () -> threads.calls().execute(() -> letGo(() -> letGoOfRequest(context))),
                            SETTLED_MS,
                            TimeUnit.MILLISECONDS);
        });
    }

    @Override
    public void complete() {
        complete(async);
    }

    /** Ends the response of {@code async}, if it has not ended. */
    static void complete(AsyncContext async) {
        try {
            async.complete();
        } catch (IllegalStateException ended) {
            LOGGER.log(Level.FINE, "A response had ended", ended);
        }
    }

    @Override
    public void cut() {
        try {
            Inside.call(context(), "abort");
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            if (TOLD.compareAndSet(false, true)) {
                LOGGER.log(
                        Level.WARNING,
                        "TCAST0901W: A stream whose client stopped reading cannot be cut on this server and ends later",
                        unknown);
            }
        }
    }

    /** A step that releases memory that the container keeps. */
    private interface Step {
        void run() throws ReflectiveOperationException;
    }

    private static void letGo(Step step) {
        if (others) {
            return;
        }
        try {
            step.run();
        } catch (ReflectiveOperationException | RuntimeException failure) {
            if (failure instanceof NoSuchFieldException || failure instanceof NoSuchMethodException) {
                others = true;
            }
            if (TOLD_OF_MEMORY.compareAndSet(false, true)) {
                LOGGER.log(
                        Level.WARNING,
                        "TCAST0902W: Streams need more memory on this server: it keeps their buffers",
                        failure);
            }
        }
    }

    /** Releases the buffers of the last write; the next write takes others from the pool. */
    private void letGoOfWritten() throws ReflectiveOperationException {
        Object http = Inside.value(output, "_httpOut");
        Object[] buffers = (Object[]) Inside.value(http, "output");
        boolean allWritten = (int) Inside.value(http, "bufferedCount") == 0;
        for (int i = 0; allWritten && i < buffers.length; i++) {
            Object buffer = buffers[i];
            buffers[i] = null;
            if (buffer != null) {
                Inside.call(buffer, "release");
            }
        }
    }

    /**
     * Holds the monitor of the connection, because the container releases the buffers under it when the connection
     * ends. So each buffer is released once.
     */
    private static void letGoOfRequest(Object context) throws ReflectiveOperationException {
        Object connection = Inside.call(context, "getLink");
        if (connection != null) {
            synchronized (connection) {
                if (!(boolean) Inside.value(connection, "isDestroyed")) {
                    letGoOfBuffers(context);
                }
            }
        }
    }

    private static void letGoOfBuffers(Object context) throws ReflectiveOperationException {
        Inside.give(Inside.call(Inside.call(context, "getTSC"), "getReadInterface"), "setBuffer", null);
        Inside.set(context, "currentReadBB", null);
        // The headers were copied out of these buffers.
        Arrays.fill((Object[]) Inside.value(Inside.value(context, "myRequest"), "parseBuffers"), null);
        List<?> buffers = (List<?>) Inside.value(context, "allocatedBuffers");
        while (!buffers.isEmpty()) {
            Inside.call(buffers.remove(0), "release");
        }
    }

    private Object context() throws ReflectiveOperationException {
        return Inside.value(Inside.value(output, "_httpOut"), "isc");
    }
}
