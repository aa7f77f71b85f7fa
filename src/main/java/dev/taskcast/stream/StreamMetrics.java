package dev.taskcast.stream;

import dev.taskcast.admission.Carrier;
import dev.taskcast.admission.ConnectRequest;
import dev.taskcast.admission.ConnectionMetrics;
import dev.taskcast.admission.ConnectionMetrics.By;
import dev.taskcast.admission.ConnectionMetrics.End;
import dev.taskcast.admission.Outcome;
import dev.taskcast.sessions.Transport;
import dev.taskcast.wire.CloseCode;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The metrics of server-sent events: refused requests, opened streams, bytes, and ends by either side. */
@Singleton
final class StreamMetrics {
    private static final End GONE = new End(By.NETWORK, "1006", Transport.BROKEN);

    private final ConnectionMetrics connections;
    private final Counter refused;
    private final Counter closes;

    @Inject
    StreamMetrics(PrometheusRegistry registry, ConnectionMetrics connections) {
        this.connections = connections;
        refused = Counter.builder()
                .name("taskcast_streams_refused")
                .help("Requests for a stream that were refused, by HTTP status")
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

    /** Counts a client that gets no stream. */
    void refused(Outcome why) {
        connections.refused(Carrier.SSE, why);
    }

    /** Counts the stream of {@code request}, which has a session. */
    void opened(ConnectRequest request) {
        connections.opened(Carrier.SSE, request);
    }

    /** Counts bytes that were written to a client. */
    void sent(long bytes) {
        connections.sent(bytes);
    }

    /**
     * Counts a stream whose client has gone. The client sends no reason, so nobody knows whether it left on purpose.
     */
    void gone() {
        connections.ended(Carrier.SSE, GONE);
    }

    /** Counts an end; {@code reason} is one of a few constant texts. */
    void closed(CloseCode code, String reason) {
        String number = Integer.toString(code.number());
        closes.labelValues(number, reason).inc();
        connections.ended(Carrier.SSE, new End(By.GATEWAY, number, reason));
    }
}
