package dev.taskcast.ingest;

import dev.taskcast.config.IngestSettings;
import dev.taskcast.events.Publisher.Receipt;
import dev.taskcast.wire.ProblemException;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * {@code POST /events}: one CloudEvent (structured or binary), a batch of them, or plain JSON.
 *
 * <p>Answers 202 with {@code {"positions":[{"partition":0,"offset":41}]}} once Kafka has acknowledged. Otherwise
 * answers a problem document with 400, 401, 403, 408, 413, 415 or 503.
 */
@WebServlet(urlPatterns = EventsServlet.ROUTE + "/*", asyncSupported = true)
final class EventsServlet extends EventServlet {
    static final String ROUTE = "/events";
    private static final long serialVersionUID = 1L;

    private final transient Publishers publishers;
    private final transient Ingest ingest;

    @Inject
    EventsServlet(
            Publishers publishers, Ingest ingest, IngestSettings settings, RequestRoom room, IngestMetrics metrics) {
        super(settings, room, metrics);
        this.publishers = publishers;
        this.ingest = ingest;
    }

    @Override
    String route() {
        return ROUTE;
    }

    @Override
    Sender admit(HttpServletRequest request) {
        Sender sender = publishers.require(request);
        if (HttpMessage.head(request).isEncoded()) {
            throw ProblemException.encoded();
        }
        return sender;
    }

    @Override
    CompletionStage<Answer> take(HttpMessage message, Sender sender) {
        return ingest.accept(message, sender).thenApply(EventsServlet::accepted);
    }

    private static Answer accepted(List<Receipt> receipts) {
        return Answer.json(
                202,
                receipts.stream()
                        .map(receipt ->
                                "{\"partition\":" + receipt.partition() + ",\"offset\":" + receipt.offset() + "}")
                        .collect(Collectors.joining(",", "{\"positions\":[", "]}")));
    }
}
