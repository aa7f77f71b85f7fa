package dev.taskcast.demo;

import jakarta.json.Json;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Answers a failure with a problem document (RFC 9457). */
@Provider
public class DemoProblems implements ExceptionMapper<WebApplicationException> {
    @Override
    public Response toResponse(WebApplicationException failure) {
        Response.StatusType status = failure.getResponse().getStatusInfo();
        return Response.status(status)
                .type("application/problem+json")
                .entity(Json.createObjectBuilder()
                        .add("title", status.getReasonPhrase())
                        .add("status", status.getStatusCode())
                        .add("detail", sentence(failure, status))
                        .build()
                        .toString())
                .build();
    }

    /** Hides messages of the JAX-RS implementation, which begin with its name and a number. */
    private static String sentence(WebApplicationException failure, Response.StatusType status) {
        String message = String.valueOf(failure.getMessage());
        return message.matches("(?s)[A-Z]+\\d{6}: .*") ? status.getReasonPhrase() : message;
    }
}
