package dev.taskcast.socket;

import dev.taskcast.wire.ClientFrame;
import dev.taskcast.wire.CloseCode;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;

/** What the WebSocket edge counts: its sockets, and each end that it brought about. */
@ApplicationScoped
public class SocketMetrics {
    private Counter closes;
    private Counter invalidFrames;

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
        CounterWithCallback.builder()
                .name("taskcast_upgrades_turned_away")
                .help("Upgrade requests answered with 400, 401 or 503, by reason")
                .labelNames("reason")
                .callback(sample -> {
                    for (TurnedAway why : TurnedAway.values()) {
                        sample.call((double) admission.turnedAway(why), why.word());
                    }
                })
                .register(metrics);
        closes = Counter.builder()
                .name("taskcast_closes")
                .help("Sockets that the gateway closed, by close code and reason")
                .labelNames("code", "reason")
                .register(metrics);
        invalidFrames = Counter.builder()
                .name("taskcast_invalid_frames")
                .help("Frames of clients that made no sense, by error code and reason")
                .labelNames("code", "reason")
                .register(metrics);
    }

    /** Counts a frame by what its sender is told, which is one of a few constant texts. */
    void invalid(ClientFrame.Invalid frame) {
        invalidFrames.labelValues(frame.code().word(), frame.message()).inc();
    }

    /** Counts an end; {@code reason} is one of a few constant texts. */
    void closed(CloseCode code, String reason) {
        closes.labelValues(Integer.toString(code.number()), reason).inc();
    }
}
