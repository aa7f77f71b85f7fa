package dev.taskcast.socket;

import dev.taskcast.admission.Admission;
import dev.taskcast.sessions.SessionThreads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive as long as calls into the container are possible.
 *
 * <p>It reports DOWN after a minute without a free thread. It also reports DOWN when connections that ended minutes ago
 * hold more than half of all permits: only a restart frees those permits.
 */
@Liveness
@Singleton
final class CallsLiveness implements HealthCheck {
    private static final Duration EXHAUSTED = Duration.ofMinutes(1);

    private final SessionThreads threads;
    private final Admission admission;
    private final Leaving leaving;

    @Inject
    CallsLiveness(SessionThreads threads, Admission admission, Leaving leaving) {
        this.threads = threads;
        this.admission = admission;
        this.leaving = leaving;
    }

    /**
     * Whether calls are possible after {@code exhausted} without a free thread, with {@code held} of {@code most}
     * permits held permanently.
     */
    static boolean isAlive(Duration exhausted, int held, int most) {
        return exhausted.compareTo(EXHAUSTED) <= 0 && held <= most / 2;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("calls")
                .status(isAlive(threads.exhaustedFor(), leaving.givenUp(), admission.most()))
                .withData("stuck", leaving.stuck())
                .withData("given_up", leaving.givenUp())
                .build();
    }
}
