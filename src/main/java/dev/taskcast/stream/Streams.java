package dev.taskcast.stream;

import dev.taskcast.admission.Carrier;
import dev.taskcast.admission.ConnectRequest;
import dev.taskcast.admission.FrontDoor;
import dev.taskcast.admission.Permit;
import dev.taskcast.auth.Bearer;
import dev.taskcast.sessions.Session;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.ProblemException;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.event.Shutdown;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The streams of this replica: it begins them, and each keeps its permit until its response has ended. Thread-safe.
 *
 * <p>When the application stops those that are still open are ended: the server would wait half a minute for them.
 */
@Singleton
final class Streams {
    private static final Logger LOGGER = Logger.getLogger(Streams.class.getName());

    private final FrontDoor door;
    private final SessionThreads threads;
    private final StreamMetrics metrics;
    private final Set<End> open = ConcurrentHashMap.newKeySet();

    @Inject
    Streams(FrontDoor door, SessionThreads threads, StreamMetrics metrics) {
        this.door = door;
        this.threads = threads;
        this.metrics = metrics;
    }

    /**
     * Answers {@code request} with a stream.
     *
     * @throws RuntimeException when it gets none: a {@link ProblemException} or a {@link dev.taskcast.auth.Refusal}
     */
    void open(HttpServletRequest request, HttpServletResponse response, ConnectRequest read) throws IOException {
        Permit permit = door.permit(Carrier.SSE);
        try {
            door.enter(permit, read);
            if (read.token().isEmpty()) {
                throw ProblemException.unauthorized("token missing: send Authorization: Bearer", Bearer.CHALLENGE);
            }
            begin(request, response, read, permit);
        } catch (IOException | RuntimeException | Error refused) {
            permit.leave();
            throw refused;
        }
    }

    void end(@Observes(notifyObserver = Reception.IF_EXISTS) Shutdown event) {
        CompletableFuture<?>[] ends = open.stream().map(End::leave).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(SessionThreads.LONG.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException late) {
            LOGGER.log(Level.FINE, "Some streams do not end in time", late);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin(HttpServletRequest request, HttpServletResponse response, ConnectRequest read, Permit permit)
            throws IOException {
        AsyncContext async = request.startAsync(request, response);
        try {
            async.setTimeout(0);
            End end = new End(permit, new EventStream(threads, new AsyncResponse(async), metrics::closed));
            async.addListener(end);
            describe(response);
            begin(end, read);
        } catch (IOException | RuntimeException | Error refused) {
            // The answer is written in this call, after which the container completes it.
            AsyncResponse.complete(async);
            throw refused;
        }
    }

    private void begin(End end, ConnectRequest read) {
        open.add(end);
        end.over.thenRun(() -> open.remove(end));
        try {
            end.of(door.open(read, end.stream));
            end.stream.begin();
        } catch (RuntimeException | Error refused) {
            end.ended();
            throw refused;
        }
    }

    private static void describe(HttpServletResponse response) {
        response.setContentType(StreamRequest.MEDIA_TYPE + ";charset=utf-8");
        response.setHeader("X-Accel-Buffering", "no");
        // A client that comes again then comes by another TCP connection, and not back to a replica that leaves.
        response.setHeader("Connection", "close");
    }

    /** What is due when a response has ended, by whichever side. */
    private static final class End implements AsyncListener {
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private final Permit permit;
        private final EventStream stream;
        private final AtomicReference<Optional<Session>> session = new AtomicReference<>(Optional.empty());

        End(Permit permit, EventStream stream) {
            this.permit = permit;
            this.stream = stream;
        }

        void of(Session opened) {
            session.set(Optional.of(opened));
            if (over.isDone()) {
                opened.closed();
            }
        }

        /** Asks the client to go; completes when the response has ended. */
        CompletableFuture<Void> leave() {
            stream.close(CloseCode.GOING_AWAY, "this replica is leaving");
            return over;
        }

        void ended() {
            permit.leave();
            over.complete(null);
            session.get().ifPresent(Session::closed);
        }

        @Override
        public void onComplete(AsyncEvent event) {
            ended();
        }

        @Override
        public void onError(AsyncEvent event) {
            session.get().ifPresent(Session::closed);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // There is no timeout.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // It starts once.
        }
    }
}
