package dev.taskcast.ops;

import dev.taskcast.config.SocketSettings;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.sessions.StuckCalls;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive as long as calls into the container can be made.
 *
 * <p>Not alive when no thread has been left for a minute, or when half of all places for connections are held by calls that
 * did not return minutes after their connection was ended: only a restart frees them.
 */
@Liveness
@ApplicationScoped
public class CallsLiveness implements HealthCheck {
    private static final Duration EXHAUSTED = Duration.ofMinutes(1);

    private final SessionThreads threads;
    private final SocketSettings settings;

    /** For the container's proxy. */
    protected CallsLiveness() {
        this(null, null);
    }

    @Inject
    public CallsLiveness(SessionThreads threads, SocketSettings settings) {
        this.threads = threads;
        this.settings = settings;
    }

    @Override
    public HealthCheckResponse call() {
        StuckCalls stuck = threads.stuck();
        boolean exhausted = stuck.exhaustedFor(threads.nanoTime()).compareTo(EXHAUSTED) > 0;
        boolean held = stuck.givenUp() > settings.maxConnections() / 2;
        return HealthCheckResponse.named("calls")
                .status(!exhausted && !held)
                .withData("stuck", stuck.count())
                .withData("given_up", stuck.givenUp())
                .build();
    }
}
