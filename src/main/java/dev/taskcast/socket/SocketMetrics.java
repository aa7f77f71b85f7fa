package dev.taskcast.socket;

import dev.taskcast.admission.Carrier;
import dev.taskcast.admission.ConnectRequest;
import dev.taskcast.admission.ConnectionMetrics;
import dev.taskcast.admission.ConnectionMetrics.By;
import dev.taskcast.admission.ConnectionMetrics.End;
import dev.taskcast.admission.Outcome;
import dev.taskcast.admission.TurnedAway;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.sessions.Transport;
import dev.taskcast.wire.ClientFrame;
import dev.taskcast.wire.CloseCode;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/**
 * The metrics of the WebSocket edge: clients that it turned away, connections that it ended, and what is left of ended
 * sockets.
 */
@Singleton
final class SocketMetrics {
    private static final End BROKEN = new End(By.NETWORK, "1006", Transport.BROKEN);
    private static final End GONE = new End(By.NETWORK, "1006", "no close frame");
    private static final String BY_CLIENT = "closed by the client";
    /**
     * The codes that containers report for a connection that ended without a close frame. This container reports 1011,
     * which no client has a reason to send.
     */
    private static final Set<Integer> NO_CLOSE_FRAME = Set.of(1006, 1011);
    /** The codes of a client that gives no code, or that finds a fault in the protocol (RFC 6455 §7.4.1). */
    private static final Set<Integer> OF_CLIENTS = Set.of(1002, 1005);

    private final PrometheusRegistry registry;
    private final ConnectionMetrics connections;
    private final Counter turnedAway;
    private final Counter closes;
    private final Counter invalidFrames;

    @Inject
    SocketMetrics(PrometheusRegistry registry, ConnectionMetrics connections) {
        this.registry = registry;
        this.connections = connections;
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
                .help("Invalid frames of clients, by error code and reason")
                .labelNames("code", "reason")
                .register(registry);
    }

    void register(@Observes Startup event, SessionRegistry sessions, Leaving leaving) {
        gauge("taskcast_sockets_leaving", "Closed sockets that still have a call or a TCP connection", leaving::size);
        gauge(
                "taskcast_stuck_calls",
                "Connections with a call into the container that has lasted more than two seconds",
                () -> sessions.stuck() + leaving.stuck());
    }

    /** Counts a WebSocket request that was turned away. */
    void turnedAway(TurnedAway why) {
        turnedAway.labelValues(why.word()).inc();
        refused(Outcome.of(why.kind()));
    }

    /** Counts a malformed WebSocket request. */
    void malformed(HandshakeFault fault) {
        turnedAway.labelValues(fault.word()).inc();
        refused(Outcome.MALFORMED);
    }

    /** Counts a socket whose {@code request} got a session. */
    void opened(ConnectRequest request) {
        connections.opened(Carrier.WEBSOCKET, request);
    }

    /** Counts a client that gets no session. */
    void refused(Outcome why) {
        connections.refused(Carrier.WEBSOCKET, why);
    }

    /** Counts bytes that a client sent in frames. */
    void received(int bytes) {
        connections.received(bytes);
    }

    /** Counts bytes that were written to a client. */
    void sent(long bytes) {
        connections.sent(bytes);
    }

    /** Counts the end of a socket that the gateway had not ended before. */
    void gone(int code) {
        boolean isKnown =
                OF_CLIENTS.contains(code) || Stream.of(CloseCode.values()).anyMatch(known -> known.number() == code);
        ended(
                NO_CLOSE_FRAME.contains(code)
                        ? GONE
                        : new End(By.CLIENT, isKnown ? Integer.toString(code) : "other", BY_CLIENT));
    }

    private void ended(End end) {
        connections.ended(Carrier.WEBSOCKET, end);
    }

    /** Counts an invalid frame by the message to its sender, which is one of a few constant texts. */
    void invalid(ClientFrame.Invalid frame) {
        invalidFrames.labelValues(frame.code().word(), frame.message()).inc();
    }

    /** Counts a close by the gateway; {@code reason} is one of a few constant texts. */
    void closed(CloseCode code, String reason) {
        closes.labelValues(Integer.toString(code.number()), reason).inc();
    }

    /** Counts an end by the gateway, or of a broken connection; {@code reason} is one of a few constant texts. */
    void ended(CloseCode code, String reason) {
        ended(reason.equals(Transport.BROKEN) ? BROKEN : new End(By.GATEWAY, Integer.toString(code.number()), reason));
    }

    private void gauge(String name, String help, IntSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(sample -> sample.call(value.getAsInt()))
                .register(registry);
    }
}
