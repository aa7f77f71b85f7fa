package dev.taskcast.socket;

import dev.taskcast.wire.CloseCode;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import java.util.EnumMap;
import java.util.Map;

/** What the WebSocket edge counts: its sockets, and each end that it brought about. */
@ApplicationScoped
public class SocketMetrics {
    private final Map<CloseCode, CounterDataPoint> closes = new EnumMap<>(CloseCode.class);

    void register(@Observes Startup event, PrometheusRegistry metrics, Admission admission) {
        GaugeWithCallback.builder()
                .name("taskcast_sockets")
                .help("Open sockets, authenticated or not")
                .callback(sample -> sample.call(admission.connections()))
                .register(metrics);
        GaugeWithCallback.builder()
                .name("taskcast_unauthenticated")
                .help("Sockets that wait with their first frame")
                .callback(sample -> sample.call(admission.unauthenticated()))
                .register(metrics);
        Counter counter = Counter.builder()
                .name("taskcast_closes")
                .help("Sockets that the gateway closed, by close code")
                .labelNames("code")
                .register(metrics);
        for (CloseCode code : CloseCode.values()) {
            closes.put(code, counter.labelValues(Integer.toString(code.number())));
        }
    }

    void closed(CloseCode code) {
        CounterDataPoint counter = closes.get(code);
        if (counter != null) {
            counter.inc();
        }
    }
}
