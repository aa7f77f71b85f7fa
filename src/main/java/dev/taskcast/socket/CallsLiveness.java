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

    /** Whether calls can be made with no thread left for {@code exhausted}, and {@code held} of {@code most} places held for ever. */
    static boolean isAlive(Duration exhausted, int held, int most) {
        return exhausted.compareTo(EXHAUSTED) <= 0 && held <= most / 2;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("calls")
                .status(isAlive(threads.exhaustedFor(), admission.leaving().givenUp(), admission.most()))
                .withData("stuck", admission.leaving().stuck())
                .withData("given_up", admission.leaving().givenUp())
                .build();
    }
}
