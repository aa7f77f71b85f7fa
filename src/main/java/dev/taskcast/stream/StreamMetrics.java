package dev.taskcast.stream;

import dev.taskcast.admission.Admission;
import dev.taskcast.admission.Carrier;
import dev.taskcast.wire.CloseCode;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What the edge of server-sent events counts: its streams, whom it refused, and each end that it brought about. */
@Singleton
final class StreamMetrics {
    private final PrometheusRegistry registry;
    private final Counter refused;
    private final Counter closes;

    @Inject
    StreamMetrics(PrometheusRegistry registry) {
        this.registry = registry;
        refused = Counter.builder()
                .name("taskcast_streams_refused")
                .help("Requests for a stream that got none, by HTTP status")
                .labelNames("status")
                .register(registry);
        closes = Counter.builder()
                .name("taskcast_stream_closes")
                .help("Streams that the gateway ended, by the code and the reason of their last event")
                .labelNames("code", "reason")
                .register(registry);
    }

    void register(@Observes Startup event, Admission admission) {
        GaugeWithCallback.builder()
                .name("taskcast_streams")
                .help("Streams of server-sent events, until their response has ended")
                .callback(sample -> sample.call(admission.connections(Carrier.SSE)))
                .register(registry);
    }

    /** Counts a request that is answered with {@code status}. */
    void refused(int status) {
        refused.labelValues(Integer.toString(status)).inc();
    }

    /** Counts an end; {@code reason} is one of a few constant texts. */
    void closed(CloseCode code, String reason) {
        closes.labelValues(Integer.toString(code.number()), reason).inc();
    }
}
