package dev.taskcast.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the broker answers and the topic is there; the data say what is wrong otherwise. */
@Readiness
@ApplicationScoped
public class KafkaReadiness implements HealthCheck {
    private final TopicWatch watch;

    /** For the container's proxy. */
    protected KafkaReadiness() {
        this(null);
    }

    @Inject
    public KafkaReadiness(TopicWatch watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> trouble = watch.trouble();
        return HealthCheckResponse.named("kafka")
                .status(trouble.isEmpty())
                .withData("reason", trouble.orElse("the broker answers"))
                .build();
    }
}
