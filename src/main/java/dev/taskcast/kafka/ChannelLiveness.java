package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive while the channel has its consumer and hands over what there is, whether the broker answers or not.
 *
 * <p>A channel that fails closes its consumer and never comes back; only a restart helps, and the server's
 * own liveness does not notice. The consumer is looked for by its metrics, since the connector does not
 * show it. Until the restart {@link Completeness} delivers what the channel does not, a little later.
 */
@Liveness
@ApplicationScoped
public class ChannelLiveness implements HealthCheck {
    /** The {@code client.id} of the channel, as the settings have it. */
    private static final String CLIENT_ID = "taskcast";

    private final KafkaSettings settings;
    private final InstantSource clock;
    private final Completeness completeness;
    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    private Instant consumerSeen;

    /** For the container's proxy. */
    protected ChannelLiveness() {
        this(null, null, InstantSource.system());
    }

    @Inject
    public ChannelLiveness(KafkaSettings settings, Completeness completeness, InstantSource clock) {
        this.settings = settings;
        this.completeness = completeness;
        this.clock = clock;
        this.consumerSeen = clock.instant();
    }

    @Override
    public HealthCheckResponse call() {
        Duration without = withoutConsumer();
        Duration silence = completeness.channelSilence();
        Duration deadline = settings.channelDeadline();
        return HealthCheckResponse.named("channel")
                .status(without.compareTo(deadline) <= 0 && silence.compareTo(deadline) <= 0)
                .withData("seconds_without_consumer", without.toSeconds())
                .withData("seconds_of_silence", silence.toSeconds())
                .build();
    }

    private synchronized Duration withoutConsumer() {
        try {
            if (beans.isRegistered(new ObjectName("kafka.consumer:type=app-info,id=" + CLIENT_ID))
                    || beans.isRegistered(
                            new ObjectName("kafka.consumer:type=consumer-metrics,client-id=" + CLIENT_ID))) {
                consumerSeen = clock.instant();
            }
        } catch (MalformedObjectNameException impossible) {
            throw new IllegalStateException("The client id is plain text", impossible);
        }
        return Duration.between(consumerSeen, clock.instant());
    }
}
