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
                        .add("detail", String.valueOf(failure.getMessage()))
                        .build()
                        .toString())
                .build();
    }
}
