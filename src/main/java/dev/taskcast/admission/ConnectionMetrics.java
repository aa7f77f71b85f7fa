package dev.taskcast.admission;

import dev.taskcast.sessions.Drain;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * The metrics of the connections of devices, over sockets and streams: how each begins and ends, and how many bytes it
 * carries. Thread-safe.
 */
@Singleton
public final class ConnectionMetrics {
    private static final double SECOND = 1e9;
    /**
     * The reason for a client that leaves while the replica drains, as the replica asked. The client of a stream cannot
     * send this reason itself.
     */
    private static final String ASKED = "asked to leave";

    private final Counter connects;
    private final Counter ends;
    private final Histogram handshake;
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final BooleanSupplier leaving;

    /** The side that ends a connection. */
    public enum By {
        CLIENT("client"),
        GATEWAY("gateway"),
        /** Neither side closed the connection: it broke, or the client left without a close. */
        NETWORK("network");

        private final String word;

        By(String word) {
            this.word = word;
        }
    }

    /**
     * The end of a connection.
     *
     * @param by the side that ended it
     * @param code the close code
     * @param reason one of a few constant texts
     */
    public record End(By by, String code, String reason) {}

    @Inject
    public ConnectionMetrics(PrometheusRegistry registry, Drain drain) {
        this(registry, drain::sendsAway);
    }

    /** Creates the metrics of a replica; {@code leaving} says whether the replica has asked all clients to leave. */
    public ConnectionMetrics(PrometheusRegistry registry, BooleanSupplier leaving) {
        this.leaving = leaving;
        connects = Counter.builder()
                .name("taskcast_connects")
                .help("Connections that clients asked for, by their kind and by the outcome")
                .labelNames("transport", "outcome")
                .register(registry);
        ends = Counter.builder()
                .name("taskcast_ends")
                .help("Connections that have ended, by the side that ended them, code and reason")
                .labelNames("by", "code", "reason", "transport")
                .register(registry);
        handshake = Histogram.builder()
                .name("taskcast_handshake_seconds")
                .help("The time from the request, or from a first frame with the token, to the session")
                .classicUpperBounds(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
                .register(registry);
        bytes(registry, "taskcast_received_bytes", "Bytes of the frames that devices sent", received);
        bytes(registry, "taskcast_sent_bytes", "Bytes that were written to devices, frames and their headers", sent);
        for (Carrier carrier : Carrier.values()) {
            for (Outcome outcome : Outcome.values()) {
                connects.initLabelValues(carrier.word(), outcome.word());
            }
            // These series begin at 0: a drain is short, and a series' first scraped value does not count as growth.
            ends.initLabelValues(By.CLIENT.word, "1000", ASKED, carrier.word());
            ends.initLabelValues(By.CLIENT.word, "1006", ASKED, carrier.word());
            ends.initLabelValues(By.GATEWAY.word, "1001", Drain.LEAVING, carrier.word());
        }
    }

    private static void bytes(PrometheusRegistry registry, String name, String help, LongAdder count) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(sample -> sample.call((double) count.sum()))
                .register(registry);
    }

    /** Counts the connection of {@code request}, which has got its session. */
    public void opened(Carrier carrier, ConnectRequest request) {
        handshake.observe((System.nanoTime() - request.since()) / SECOND);
        count(carrier, Outcome.OPENED);
    }

    /** Counts a connection that got no session. */
    public void refused(Carrier carrier, Outcome why) {
        count(carrier, why);
    }

    private void count(Carrier carrier, Outcome outcome) {
        connects.labelValues(carrier.word(), outcome.word()).inc();
    }

    /** Counts the end of a connection, which had a session or waited for a token. */
    public void ended(Carrier carrier, End end) {
        boolean asked = end.by() != By.GATEWAY && leaving.getAsBoolean();
        By by = asked ? By.CLIENT : end.by();
        ends.labelValues(by.word, end.code(), asked ? ASKED : end.reason(), carrier.word())
                .inc();
    }

    /** Counts bytes that devices sent. */
    public void received(long bytes) {
        received.add(bytes);
    }

    /** Counts bytes that were written to devices. */
    public void sent(long bytes) {
        sent.add(bytes);
    }
}
