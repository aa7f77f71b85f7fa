package dev.taskcast.stream;

import dev.taskcast.admission.Carrier;
import dev.taskcast.admission.ConnectRequest;
import dev.taskcast.admission.FrontDoor;
import dev.taskcast.admission.Permit;
import dev.taskcast.auth.Bearer;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Begins the streams of this replica. Each keeps its permit until its response has ended. Thread-safe. */
@Singleton
final class Streams {
    private final FrontDoor door;
    private final SessionThreads threads;
    private final StreamMetrics metrics;
    private final OpenStreams open;

    @Inject
    Streams(FrontDoor door, SessionThreads threads, StreamMetrics metrics, OpenStreams open) {
        this.door = door;
        this.threads = threads;
        this.metrics = metrics;
        this.open = open;
    }

    /**
     * Answers {@code request} with a stream.
     *
     * @throws RuntimeException if the request is refused: a {@link ProblemException} or a
     *     {@link dev.taskcast.auth.Refusal}
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

    private void begin(HttpServletRequest request, HttpServletResponse response, ConnectRequest read, Permit permit)
            throws IOException {
        AsyncContext async = request.startAsync(request, response);
        try {
            async.setTimeout(0);
            AsyncResponse output = new AsyncResponse(async, metrics::sent);
            StreamEnd end = new StreamEnd(permit, new EventStream(threads, output, metrics::closed), open, metrics);
            async.addListener(end);
            describe(response);
            begin(end, read);
            output.letGoOfRequestLater(threads);
        } catch (IOException | RuntimeException | Error refused) {
            // The refusal is written in this call; the container completes the response after it.
            AsyncResponse.complete(async);
            throw refused;
        }
    }

    private void begin(StreamEnd end, ConnectRequest read) {
        open.add(end);
        try {
            end.of(door.open(read, Carrier.SSE, end.stream()));
            end.stream().begin();
            metrics.opened(read);
        } catch (RuntimeException | Error refused) {
            end.ended();
            throw refused;
        }
    }

    private static void describe(HttpServletResponse response) {
        response.setContentType(StreamRequest.MEDIA_TYPE + ";charset=utf-8");
        response.setHeader("X-Accel-Buffering", "no");
        // A client that reconnects then uses a new TCP connection, and does not return to a replica that leaves.
        response.setHeader("Connection", "close");
    }
}
