package dev.taskcast.ops;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;

/** The result of each check of {@code /health/ready} as a metric, so that an alert can name the check that fails. */
@Singleton
final class ReadinessMetrics {
    void register(@Observes Startup event, PrometheusRegistry metrics, @Readiness Instance<HealthCheck> found) {
        List<HealthCheck> checks = found.stream().toList();
        GaugeWithCallback.builder()
                .name("taskcast_ready")
                .help("1 while the readiness check is up, by check")
                .labelNames("check")
                .callback(sample -> {
                    for (HealthCheck check : checks) {
                        HealthCheckResponse response = check.call();
                        sample.call(response.getStatus() == Status.UP ? 1 : 0, response.getName());
                    }
                })
                .register(metrics);
    }
}
