package dev.taskcast.socket;

import dev.taskcast.sessions.SessionThreads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive as long as calls into the container can be made.
 *
 * <p>Not alive when no thread has been left for a minute, or when half of all places are held by connections that ended minutes
 * ago: only a restart frees them.
 */
@Liveness
@ApplicationScoped
public class CallsLiveness implements HealthCheck {
    private static final Duration EXHAUSTED = Duration.ofMinutes(1);

    private final SessionThreads threads;
    private final Admission admission;

    /** For the container's proxy. */
    protected CallsLiveness() {
        this(null, null);
    }

    @Inject
    public CallsLiveness(SessionThreads threads, Admission admission) {
        this.threads = threads;
        this.admission = admission;
    }

    @Override
    public HealthCheckResponse call() {
        boolean exhausted = threads.exhaustedFor().compareTo(EXHAUSTED) > 0;
        boolean held = admission.leaving().givenUp() > admission.most() / 2;
        return HealthCheckResponse.named("calls")
                .status(!exhausted && !held)
                .withData("stuck", admission.leaving().stuck())
                .withData("given_up", admission.leaving().givenUp())
                .build();
    }
}
