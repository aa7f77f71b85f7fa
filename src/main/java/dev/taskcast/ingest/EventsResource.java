package dev.taskcast.ingest;

import dev.taskcast.log.Publisher.Position;
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
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * {@code POST /events}: one CloudEvent (structured or binary), a batch of them, or plain JSON.
 *
 * <p>202 with {@code {"positions":[{"partition":0,"offset":41}]}} once Kafka has acknowledged; else a problem
 * document with 400, 401, 403, 413, 415 or 503.
 */
@Path("/")
@RequestScoped
public class EventsResource {
    @Inject
    private Intake intake;

    /** Publishes what the body says. */
    @POST
    @ForPublishers
    public CompletionStage<Response> publish(@Context HttpHeaders headers, InputStream body) throws IOException {
        HttpMessage message = HttpMessage.read(headers.getRequestHeaders(), body, intake.maxRequestBytes());
        return intake.accept(message)
                .handle((positions, failure) -> failure == null ? accepted(positions) : Problems.answer(failure));
    }

    private static Response accepted(List<Position> positions) {
        String json = positions.stream()
                .map(position -> "{\"partition\":" + position.partition() + ",\"offset\":" + position.offset() + "}")
                .collect(Collectors.joining(",", "{\"positions\":[", "]}"));
        return Response.accepted(json).type(MediaType.APPLICATION_JSON).build();
    }
}
