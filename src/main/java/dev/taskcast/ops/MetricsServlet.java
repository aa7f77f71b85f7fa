package dev.taskcast.ops;

import io.prometheus.metrics.exporter.servlet.jakarta.PrometheusMetricsServlet;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;

/** {@code GET /metrics}, as Prometheus and OpenMetrics read it. */
@WebServlet("/metrics")
final class MetricsServlet extends PrometheusMetricsServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    MetricsServlet(PrometheusRegistry metrics) {
        super(metrics);
    }
}
