package dev.taskcast.ingest;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;

/** Turns away whoever is not a publisher, before the body is read. */
@Provider
@ApplicationScoped
@ForPublishers
@Priority(Priorities.AUTHENTICATION)
public class PublisherFilter implements ContainerRequestFilter {
    @Inject
    private Publishers publishers;

    @Override
    public void filter(ContainerRequestContext request) {
        publishers.require(Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION)));
    }
}
