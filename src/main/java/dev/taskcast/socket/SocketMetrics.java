package dev.taskcast.socket;

import dev.taskcast.admission.TurnedAway;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.wire.ClientFrame;
import dev.taskcast.wire.CloseCode;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.IntSupplier;

/** What the WebSocket edge counts: whom it turned away, each end that it brought about, and what is left of ended sockets. */
@Singleton
final class SocketMetrics {
    private final PrometheusRegistry registry;
    private final Counter turnedAway;
    private final Counter closes;
    private final Counter invalidFrames;

    @Inject
    SocketMetrics(PrometheusRegistry registry) {
        this.registry = registry;
        turnedAway = Counter.builder()
                .name("taskcast_upgrades_turned_away")
                .help("Upgrade requests answered with an HTTP status, by reason")
                .labelNames("reason")
                .register(registry);
        for (TurnedAway why : TurnedAway.values()) {
            turnedAway.initLabelValues(why.word());
        }
        for (HandshakeFault fault : HandshakeFault.values()) {
            turnedAway.initLabelValues(fault.word());
        }
        closes = Counter.builder()
                .name("taskcast_closes")
                .help("Sockets that the gateway closed, by close code and reason")
                .labelNames("code", "reason")
                .register(registry);
        invalidFrames = Counter.builder()
                .name("taskcast_invalid_frames")
                .help("Frames of clients that made no sense, by error code and reason")
                .labelNames("code", "reason")
                .register(registry);
    }

    void register(@Observes Startup event, SessionRegistry sessions, Leaving leaving) {
        gauge(
                "taskcast_sockets_leaving",
                "Sockets that have ended and of which a call or the TCP connection is left",
                leaving::size);
        gauge(
                "taskcast_stuck_calls",
                "Connections with a call into the container that has not returned in two seconds",
                () -> sessions.stuck() + leaving.stuck());
    }

    /** Counts a request that gets no WebSocket. */
    void turnedAway(String reason) {
        turnedAway.labelValues(reason).inc();
    }

    /** Counts a frame by what its sender is told, which is one of a few constant texts. */
    void invalid(ClientFrame.Invalid frame) {
        invalidFrames.labelValues(frame.code().word(), frame.message()).inc();
    }

    /** Counts an end; {@code reason} is one of a few constant texts. */
    void closed(CloseCode code, String reason) {
        closes.labelValues(Integer.toString(code.number()), reason).inc();
    }

    private void gauge(String name, String help, IntSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(sample -> sample.call(value.getAsInt()))
                .register(registry);
    }
}
