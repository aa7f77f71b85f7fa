package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive while the channel asks for records and takes the records that exist, even if the broker does not answer.
 *
 * <p>A failed channel never comes back. Only a restart helps, and the server's own liveness check does not notice.
 */
@Liveness
@Singleton
final class ChannelLiveness implements HealthCheck {
    private final KafkaSettings settings;
    private final LogWriter logWriter;
    private final TopicConsumer consumer;

    @Inject
    ChannelLiveness(KafkaSettings settings, LogWriter logWriter, TopicConsumer consumer) {
        this.settings = settings;
        this.logWriter = logWriter;
        this.consumer = consumer;
    }

    @Override
    public HealthCheckResponse call() {
        Duration unasked = consumer.unasked();
        Duration silence = logWriter.silence();
        Duration deadline = settings.channelDeadline();
        return HealthCheckResponse.named("channel")
                .status(unasked.compareTo(deadline) <= 0 && silence.compareTo(deadline) <= 0)
                .withData("seconds_without_demand", unasked.toSeconds())
                .withData("seconds_of_silence", silence.toSeconds())
                .build();
    }
}
