package dev.taskcast.stream;

import dev.taskcast.sessions.SessionThreads;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Shutdown;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The open streams. When the application stops, each gets its last event; the server would only cut it. Thread-safe.
 *
 * <p>This bean needs no other bean, because CDI also creates it when an application stops that could not start.
 */
@Singleton
final class OpenStreams {
    private static final Logger LOGGER = Logger.getLogger(OpenStreams.class.getName());

    private final Set<StreamEnd> streams = ConcurrentHashMap.newKeySet();

    /** Keeps a stream until its response has ended; the stream then removes itself. */
    void add(StreamEnd stream) {
        streams.add(stream);
    }

    void remove(StreamEnd stream) {
        streams.remove(stream);
    }

    void end(@Observes Shutdown event) {
        CompletableFuture<?>[] ends = streams.stream().map(StreamEnd::leave).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(SessionThreads.LONG.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException late) {
            LOGGER.log(Level.FINE, "Some streams do not end in time", late);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
