package dev.taskcast.ingest;

import dev.taskcast.config.IngestSettings;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code POST /task-updates}: the route on which a Dapr sidecar delivers. Answers with a status that Dapr defines. */
@WebServlet(urlPatterns = Sidecar.ROUTE + "/*", asyncSupported = true)
final class DaprServlet extends EventServlet {
    private static final long serialVersionUID = 1L;

    private final transient Sidecar sidecar;
    private final transient DaprDelivery dapr;

    @Inject
    DaprServlet(Sidecar sidecar, DaprDelivery dapr, IngestSettings settings, RequestRoom room, IngestMetrics metrics) {
        super(settings, room, metrics);
        this.sidecar = sidecar;
        this.dapr = dapr;
    }

    @Override
    String route() {
        return Sidecar.ROUTE;
    }

    @Override
    Sender admit(HttpServletRequest request) {
        sidecar.requireThisMachine(request);
        sidecar.require(Optional.ofNullable(request.getHeader("dapr-api-token")));
        return sidecar.sender();
    }

    @Override
    CompletionStage<Answer> take(HttpMessage message, Sender sender) {
        return dapr.deliver(message, sender).thenApply(answer -> Answer.json(200, answer));
    }
}
