package dev.taskcast.ingest;

import dev.taskcast.config.IngestSettings;
import dev.taskcast.wire.ProblemException;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A route that takes events: who asks is checked first, then there has to be room, then the body is read.
 *
 * <p>No thread waits for a body, nor for Kafka. A body has a deadline as a whole, not only for each next byte. Who is
 * refused is told at once, and what comes of the body is thrown away until the same deadline, so that the answer
 * is not lost with the connection. An answer is sent by a thread of the server's pool, never by one of Kafka's client.
 */
abstract class EventServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient IngestSettings settings;
    private final transient RequestRoom room;
    private final transient IngestMetrics metrics;

    @Resource(lookup = "java:comp/DefaultManagedExecutorService")
    private transient ManagedExecutorService threads;

    EventServlet(IngestSettings settings, RequestRoom room, IngestMetrics metrics) {
        this.settings = settings;
        this.room = room;
        this.metrics = metrics;
    }

    /** The path that leads here. */
    abstract String route();

    /** Lets the client of {@code request} pass, or throws the problem that it is told. */
    abstract Sender admit(HttpServletRequest request);

    /** Takes what came from {@code sender}; completes with the answer. */
    abstract CompletionStage<Answer> take(HttpMessage message, Sender sender);

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String below = request.getPathInfo();
        if (below != null && !below.equals("/")) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        if (!request.getMethod().equals("POST")) {
            send(Answer.to(ProblemException.onlyPost()), response);
            return;
        }
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        RequestRoom.Permit permit;
        Sender sender;
        HttpMessage head;
        try {
            sender = admit(request);
            head = HttpMessage.head(request);
            permit = room.enter();
        } catch (RuntimeException refused) {
            send(Answer.to(refused), answering(async));
            discard(async);
            return;
        }
        body(async, permit, settings.maxRequestBytes())
                .thenComposeAsync(body -> take(head.with(body), sender), threads)
                .handleAsync((answer, failure) -> failure == null ? answer : Answer.to(failure), threads)
                .thenAccept(answer -> send(answer, answering(async)))
                .whenComplete((done, failure) -> {
                    permit.close();
                    if (failure != null) {
                        // An empty answer with 200 would say that Kafka has the event.
                        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                    }
                    async.complete();
                });
    }

    /** The body, of which {@code maxBytes} are kept; 408 when it has not come in time. */
    private CompletableFuture<RequestBody.Body> body(AsyncContext async, RequestRoom.Permit permit, int maxBytes) {
        try {
            return new RequestBody(async.getRequest().getInputStream(), permit, maxBytes)
                    .read()
                    .orTimeout(settings.bodyDeadline().toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                            failure instanceof TimeoutException ? ProblemException.tooSlow() : failure));
        } catch (IOException | RuntimeException ofTheClient) {
            return CompletableFuture.failedFuture(ProblemException.badRequest("The body cannot be read"));
        }
    }

    private void discard(AsyncContext async) {
        body(async, null, 0).whenCompleteAsync((ignored, failure) -> async.complete(), threads);
    }

    private static HttpServletResponse answering(AsyncContext async) {
        return (HttpServletResponse) async.getResponse();
    }

    private void send(Answer answer, HttpServletResponse response) {
        metrics.answered(route(), answer.status());
        answer.send(response);
    }
}
