package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive while the channel asks Kafka for records, whether the broker answers or not.
 *
 * <p>A channel that has ended never asks again, and only a restart brings it back; the server's own
 * liveness does not notice.
 */
@Liveness
@ApplicationScoped
public class ChannelLiveness implements HealthCheck {
    private final KafkaSettings settings;
    private final InstantSource clock;
    private final ChannelMetrics channel = new ChannelMetrics(KafkaChannel.CLIENT_ID);
    private final Instant start;

    /** For the container's proxy. */
    protected ChannelLiveness() {
        this(null, InstantSource.system());
    }

    @Inject
    public ChannelLiveness(KafkaSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.start = clock.instant();
    }

    @Override
    public HealthCheckResponse call() {
        Duration age = channel.lastPollAge().orElseGet(() -> Duration.between(start, clock.instant()));
        return HealthCheckResponse.named("channel")
                .status(age.compareTo(settings.pollDeadline()) <= 0)
                .withData("last_poll_seconds_ago", age.toSeconds())
                .build();
    }
}
