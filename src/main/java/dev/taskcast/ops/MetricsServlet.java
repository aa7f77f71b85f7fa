package dev.taskcast.ops;

import io.prometheus.metrics.exporter.servlet.jakarta.PrometheusMetricsServlet;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;

/** {@code GET /metrics}, in the formats of Prometheus and OpenMetrics. */
@WebServlet(urlPatterns = "/metrics", loadOnStartup = 1)
final class MetricsServlet extends PrometheusMetricsServlet {
    private static final long serialVersionUID = 1L;

    private final transient PrometheusRegistry metrics;

    @Inject
    MetricsServlet(PrometheusRegistry metrics) {
        super(metrics);
        this.metrics = metrics;
    }

    /** The application's manifest cannot be read earlier. */
    @Override
    public void init() {
        InfoMetrics.registerBuild(metrics, getServletContext().getResourceAsStream("/META-INF/MANIFEST.MF"));
    }
}
