package dev.taskcast.stream;

import dev.taskcast.admission.ConnectRequest;
import dev.taskcast.admission.Gate;
import dev.taskcast.admission.HttpRefusals;
import dev.taskcast.admission.Outcome;
import dev.taskcast.admission.TurnedAway;
import dev.taskcast.auth.Refusal;
import dev.taskcast.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * {@code GET /events}: a stream of server-sent events, or a problem document that says why not.
 *
 * <p>It is a filter, because {@code POST} on the same path belongs to another edge: the filter passes such a request
 * on. The filter of the WebSocket edge has already answered requests for a WebSocket on this path (web.xml).
 */
final class StreamFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(StreamFilter.class.getName());
    private static final String METHODS = "GET, POST, OPTIONS";

    private final transient Gate gate;
    private final transient Streams streams;
    private final transient StreamMetrics metrics;

    @Inject
    StreamFilter(Gate gate, Streams streams, StreamMetrics metrics) {
        this.gate = gate;
        this.streams = streams;
        this.metrics = metrics;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        switch (request.getMethod()) {
            case "POST" -> chain.doFilter(request, response);
            case "GET" -> orRefuse(response, () -> openOrCount(request, response));
            case "OPTIONS" -> orRefuse(response, () -> answerPreflight(request, response));
            default ->
                orRefuse(response, () -> {
                    throw new ProblemException(405, "Method Not Allowed", "Send GET for a stream, or POST")
                            .header("Allow", METHODS);
                });
        }
    }

    private void openOrCount(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            open(request, response);
        } catch (RuntimeException refused) {
            metrics.refused(outcome(refused));
            throw refused;
        }
    }

    private static Outcome outcome(RuntimeException refused) {
        if (refused instanceof Refusal refusal) {
            return Outcome.of(refusal.kind());
        } else if (refused instanceof ProblemException problem) {
            return problem.status() == HttpServletResponse.SC_UNAUTHORIZED
                    ? Outcome.UNAUTHENTICATED
                    : Outcome.MALFORMED;
        }
        return Outcome.FAILED;
    }

    private void open(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ConnectRequest read = StreamRequest.resumed(request, gate.read(request));
        response.setHeader("Cache-Control", "no-store");
        CrossOrigin.tell(request, read, response);
        StreamRequest.check(request);
        turnAway(gate.isClosedTo(request));
        turnAway(gate.refusedLately(read));
        streams.open(request, response, read);
    }

    private void answerPreflight(HttpServletRequest request, HttpServletResponse response) {
        ConnectRequest read = gate.read(request);
        CrossOrigin.tell(request, read, response);
        read.foreignPage().ifPresent(why -> {
            throw ProblemException.forbidden(why);
        });
        CrossOrigin.allow(response);
        response.setHeader("Allow", METHODS);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private static void turnAway(Optional<TurnedAway> why) {
        why.ifPresent(found -> {
            throw new Refusal(found.kind(), found.sentence());
        });
    }

    private interface Step {
        void run() throws IOException;
    }

    private void orRefuse(HttpServletResponse response, Step step) throws IOException {
        try {
            step.run();
        } catch (RuntimeException refused) {
            refuse(response, problem(refused));
        }
    }

    /** A client that must retry uses a new TCP connection, so that it may reach another replica. */
    private static ProblemException problem(RuntimeException failure) {
        if (failure instanceof ProblemException problem) {
            return problem;
        } else if (failure instanceof Refusal refusal) {
            ProblemException problem = HttpRefusals.problem(refusal, HttpRefusals.retrySeconds());
            return problem.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE
                    ? problem.header("Connection", "close")
                    : problem;
        }
        LOGGER.log(Level.SEVERE, "TCAST0903E: A request for a stream failed unexpectedly", failure);
        return new ProblemException(500, "Internal Server Error", "The gateway failed");
    }

    private void refuse(HttpServletResponse response, ProblemException problem) {
        metrics.refused(problem.status());
        byte[] document = problem.json().getBytes(StandardCharsets.UTF_8);
        response.setStatus(problem.status());
        response.setContentType(ProblemException.MEDIA_TYPE);
        response.setContentLength(document.length);
        response.setHeader("Cache-Control", "no-store");
        problem.headers().forEach(response::setHeader);
        try {
            response.getOutputStream().write(document);
        } catch (IOException left) {
            LOGGER.log(Level.FINE, "A refusal of a stream could not be written", left);
        }
    }
}
