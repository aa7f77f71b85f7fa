package dev.taskcast.ops;

import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.Drain;
import dev.taskcast.sessions.SessionRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when the window has been read from Kafka and the replica is not leaving. The data tell how many users and
 * devices are connected.
 */
@Readiness
@Singleton
final class GatewayReadiness implements HealthCheck {
    private final SessionRegistry registry;
    private final TaskLog log;
    private final Drain drain;

    @Inject
    GatewayReadiness(SessionRegistry registry, TaskLog log, Drain drain) {
        this.registry = registry;
        this.log = log;
        this.drain = drain;
    }

    @Override
    public HealthCheckResponse call() {
        boolean caughtUp = log.isCaughtUp();
        boolean leaving = drain.hasBegun();
        return HealthCheckResponse.named("gateway")
                .status(caughtUp && !leaving)
                .withData("connections", registry.connections())
                .withData("users", registry.users())
                .withData("reason", leaving ? "leaving" : caughtUp ? "serving" : "reading the window from Kafka")
                .build();
    }
}
