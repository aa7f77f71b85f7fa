package dev.taskcast.ingest;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code POST /task-updates}: the route on which a Dapr sidecar delivers; answered with a status as Dapr defines it. */
@Path("/")
@RequestScoped
public class TaskUpdatesResource {
    @Inject
    private Sidecar sidecar;

    @Inject
    private Intake intake;

    @Inject
    private DaprDelivery dapr;

    /** Takes one event or a bulk. */
    @POST
    public CompletionStage<Response> deliver(@Context HttpHeaders headers, InputStream body) throws IOException {
        sidecar.require(Optional.ofNullable(headers.getHeaderString("dapr-api-token")));
        HttpMessage message = HttpMessage.read(headers.getRequestHeaders(), body, intake.maxRequestBytes());
        return dapr.deliver(message).thenApply(answer -> Response.ok(answer, MediaType.APPLICATION_JSON)
                .build());
    }
}
