package dev.taskcast.socket;

import dev.taskcast.sessions.SessionRegistry;
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

    void register(@Observes Startup event, PrometheusRegistry metrics, Admission admission, SessionRegistry registry) {
        GaugeWithCallback.builder()
                .name("taskcast_sockets")
                .help("Sockets, authenticated or not, until their TCP connection has ended")
                .callback(sample -> sample.call(admission.connections()))
                .register(metrics);
        GaugeWithCallback.builder()
                .name("taskcast_sockets_max")
                .help("How many there may be: what the setting says, or what there is memory for")
                .callback(sample -> sample.call(admission.most()))
                .register(metrics);
        GaugeWithCallback.builder()
                .name("taskcast_sockets_leaving")
                .help("Of them, those that have ended and of which a call or the TCP connection is left")
                .callback(sample -> sample.call(admission.leaving().size()))
                .register(metrics);
        GaugeWithCallback.builder()
                .name("taskcast_stuck_calls")
                .help("Connections with a call into the container that has not returned in two seconds")
                .callback(sample ->
                        sample.call(registry.stuck() + admission.leaving().stuck()))
                .register(metrics);
        GaugeWithCallback.builder()
                .name("taskcast_unauthenticated")
                .help("Sockets that wait with their first frame")
                .callback(sample -> sample.call(admission.unauthenticated()))
                .register(metrics);
        CounterWithCallback.builder()
                .name("taskcast_upgrades_turned_away")
                .help("Upgrade requests answered with an HTTP status, by reason")
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
