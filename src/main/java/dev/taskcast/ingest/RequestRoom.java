package dev.taskcast.ingest;

import dev.taskcast.config.IngestSettings;
import dev.taskcast.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the number of open requests and the bytes of their bodies.
 *
 * <p>A request has its permit from before its body is read until it is answered. A byte counts when it has arrived, not
 * when a header announces it: a slow sender holds little. Thread-safe.
 */
@Singleton
final class RequestRoom {
    private static final int RETRY_SECONDS = 2;

    private final Semaphore permits;
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    @Inject
    RequestRoom(IngestSettings settings) {
        this.permits = new Semaphore(settings.maxInFlight());
        this.maxBytes = settings.maxBytesInFlight();
    }

    /** The permit of another request; throws 503 if there is no room. The caller closes the permit. */
    Permit enter() {
        if (!permits.tryAcquire()) {
            throw full();
        }
        return new Permit();
    }

    private static ProblemException full() {
        return ProblemException.unavailable("Too many requests are open", RETRY_SECONDS);
    }

    /** A request's share of the limits. Closing it twice does no harm. */
    final class Permit implements AutoCloseable {
        private long held;
        private boolean left;

        private Permit() {}

        /** Counts {@code more} bytes of the body; throws 503 if there is no room for them. */
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
                permits.release();
            }
        }
    }
}
