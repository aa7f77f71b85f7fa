package dev.taskcast.ingest;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Counts the requests that submit events, by route and by the status of the answer. Thread-safe. */
@Singleton
final class IngestMetrics {
    private final Counter requests;

    @Inject
    IngestMetrics(PrometheusRegistry registry) {
        requests = Counter.builder()
                .name("taskcast_publish_requests")
                .help("Requests that submit events, by route and by the status of the answer")
                .labelNames("route", "status")
                .register(registry);
    }

    /** Counts an answer of {@code route}, which is a constant. */
    void answered(String route, int status) {
        requests.labelValues(route, Integer.toString(status)).inc();
    }
}
