package dev.taskcast.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The response of a stream in the container. A write blocks, whatever the servlet API says of write listeners: this container
 * never writes in any other way (docs/decisions/streams.md).
 *
 * <p>The only place of this edge that knows Open Liberty's own classes: a write that blocks is aborted there. On a server whose
 * classes are others it ends when the container's time for a write is over. That is said once in the log.
 */
final class AsyncResponse implements EventOutput {
    private static final Logger LOGGER = Logger.getLogger(AsyncResponse.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private final AsyncContext async;
    private final ServletOutputStream output;

    /** That of {@code async}, of which nothing was written yet. */
    AsyncResponse(AsyncContext async) throws IOException {
        this.async = async;
        ServletResponse response = async.getResponse();
        // What is written goes out at once, as one chunk.
        response.setBufferSize(1);
        output = response.getOutputStream();
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        output.write(bytes);
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
            Object connection = value(value(output, "_httpOut"), "isc");
            connection.getClass().getMethod("abort").invoke(connection);
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            if (TOLD.compareAndSet(false, true)) {
                LOGGER.log(
                        Level.WARNING,
                        "TASKCAST A stream whose client stopped reading cannot be cut on this server and ends later",
                        unknown);
            }
        }
    }

    /** The value of the field of {@code object}, or of what its class extends. */
    private static Object value(Object object, String name) throws ReflectiveOperationException {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field.get(object);
                }
            }
        }
        throw new NoSuchFieldException(name);
    }
}
