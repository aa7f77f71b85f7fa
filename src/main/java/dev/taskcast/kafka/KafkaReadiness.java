package dev.taskcast.kafka;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the broker answers and the topics exist; otherwise the data say what is wrong. The data also name a
 * transaction that holds events back. A replica stays ready then, because every replica is affected.
 */
@Readiness
@Singleton
final class KafkaReadiness implements HealthCheck {
    private final TopicWatch watch;
    private final ControlConsumer control;
    private final TopicLag lag;

    @Inject
    KafkaReadiness(TopicWatch watch, ControlConsumer control, TopicLag lag) {
        this.watch = watch;
        this.control = control;
        this.lag = lag;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> trouble = watch.trouble().or(control::trouble);
        return HealthCheckResponse.named("kafka")
                .status(trouble.isEmpty())
                .withData("reason", trouble.or(lag::hindrance).orElse("the broker answers"))
                .build();
    }
}
