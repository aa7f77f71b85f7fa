package dev.taskcast.ops;

import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.SessionRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the window was read back from Kafka and the replica is not leaving; tells who is connected. */
@Readiness
@ApplicationScoped
public class GatewayReadiness implements HealthCheck {
    private final SessionRegistry registry;
    private final TaskLog log;

    /** For the container's proxy. */
    protected GatewayReadiness() {
        this(null, null);
    }

    @Inject
    public GatewayReadiness(SessionRegistry registry, TaskLog log) {
        this.registry = registry;
        this.log = log;
    }

    @Override
    public HealthCheckResponse call() {
        boolean caughtUp = log.isCaughtUp();
        boolean draining = registry.isDraining();
        return HealthCheckResponse.named("gateway")
                .status(caughtUp && !draining)
                .withData("connections", registry.connections())
                .withData("users", registry.users())
                .withData("reason", draining ? "leaving" : caughtUp ? "serving" : "reading the window from Kafka")
                .build();
    }
}
