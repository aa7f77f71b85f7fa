package dev.taskcast.ingest;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /dapr/subscribe}: what the sidecar asks when it starts. */
@Path("/subscribe")
@RequestScoped
public class DaprResource {
    @Inject
    private Sidecar sidecar;

    /** The subscriptions. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public String subscriptions() {
        return sidecar.subscriptions();
    }
}
