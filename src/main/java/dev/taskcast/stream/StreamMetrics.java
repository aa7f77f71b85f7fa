package dev.taskcast.stream;

import dev.taskcast.wire.CloseCode;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What the edge of server-sent events counts: whom it refused, and each end that it brought about. */
@Singleton
final class StreamMetrics {
    private final Counter refused;
    private final Counter closes;

    @Inject
    StreamMetrics(PrometheusRegistry registry) {
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

    /** Counts a request that is answered with {@code status}. */
    void refused(int status) {
        refused.labelValues(Integer.toString(status)).inc();
    }

    /** Counts an end; {@code reason} is one of a few constant texts. */
    void closed(CloseCode code, String reason) {
        closes.labelValues(Integer.toString(code.number()), reason).inc();
    }
}
