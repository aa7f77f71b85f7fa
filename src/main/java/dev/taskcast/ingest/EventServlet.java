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
 * A route that takes events. It first checks the caller, then the room for another request, and then reads the body.
 *
 * <p>No thread waits for a body or for Kafka. A body has one deadline for all its bytes, and not only for the next
 * byte. A refused client is answered immediately. Its body is read and discarded until the same deadline, so that the
 * answer is not lost with the connection. A thread of the server's pool sends the answer, never a thread of Kafka's
 * client.
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

    /** The path of this route. */
    abstract String route();

    /** Returns the sender of {@code request}, or throws the problem to answer with. */
    abstract Sender admit(HttpServletRequest request);

    /** Takes what {@code sender} sent in {@code message}. The stage completes with the answer. */
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
                        // An empty answer with 200 would mean that Kafka has the event.
                        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                    }
                    async.complete();
                });
    }

    /** Reads the body and keeps {@code maxBytes} of it; 408 if it is late. */
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
