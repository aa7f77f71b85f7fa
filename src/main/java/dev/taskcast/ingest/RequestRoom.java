package dev.taskcast.ingest;

import dev.taskcast.config.IngestSettings;
import dev.taskcast.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The room for requests: how many may be under way at once, and how many bytes of their bodies.
 *
 * <p>A request has its place before its body is read and until it is answered. A byte counts when it has come, not
 * when a header announces it: who sends slowly holds little. Thread-safe.
 */
@Singleton
final class RequestRoom {
    private static final int RETRY_SECONDS = 2;

    private final Semaphore places;
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    @Inject
    RequestRoom(IngestSettings settings) {
        this.places = new Semaphore(settings.maxInFlight());
        this.maxBytes = settings.maxBytesInFlight();
    }

    /** A place for one request; 503 when there is none. Whoever takes it closes it. */
    Place enter() {
        if (!places.tryAcquire()) {
            throw full();
        }
        return new Place();
    }

    private static ProblemException full() {
        return ProblemException.unavailable("Too many requests are under way", RETRY_SECONDS);
    }

    /** The place of one request. Closing it twice does no harm. */
    final class Place implements AutoCloseable {
        private long held;
        private boolean left;

        private Place() {}

        /** Counts {@code more} bytes of the body; 503 when there is no room for them. */
        synchronized void grow(int more) {
            if (left) {
                throw full();
            }
            if (bytes.addAndGet(more) > maxBytes) {
                bytes.addAndGet(-more);
                throw full();
            }
            held += more;
        }

        @Override
        public synchronized void close() {
            if (!left) {
                left = true;
                bytes.addAndGet(-held);
                places.release();
            }
        }
    }
}
