package dev.taskcast.ingest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Answers whatever ended a request with a problem document (RFC 9457). */
@Provider
public class Problems implements ExceptionMapper<Throwable> {
    private static final Logger LOGGER = Logger.getLogger(Problems.class.getName());

    @Override
    public Response toResponse(Throwable failure) {
        return answer(failure);
    }

    /** The answer to a request that {@code failure} ended. */
    static Response answer(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ProblemException problem) {
            Response.ResponseBuilder answer = Response.status(problem.status())
                    .type(ProblemException.MEDIA_TYPE)
                    .entity(problem.json());
            problem.headers().forEach(answer::header);
            return answer.build();
        }
        if (cause instanceof WebApplicationException ofTheContainer) {
            return document(ofTheContainer.getResponse());
        }
        LOGGER.log(Level.SEVERE, "TASKCAST A request failed unexpectedly", cause);
        return answer(ProblemException.unavailable("The gateway failed", 5));
    }

    /** What JAX-RS itself refuses (404, 405, 406), with the headers that belong to it, such as Allow. */
    private static Response document(Response refusal) {
        Response.StatusType status = refusal.getStatusInfo();
        ProblemException problem = new ProblemException(
                status.getStatusCode(), status.getReasonPhrase(), "There is no such resource or method here");
        return Response.fromResponse(refusal)
                .type(ProblemException.MEDIA_TYPE)
                .entity(problem.json())
                .build();
    }
}
