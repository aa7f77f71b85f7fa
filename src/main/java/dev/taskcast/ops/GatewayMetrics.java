package dev.taskcast.ops;

import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.wire.Resume;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Tag;

/** What sessions and window count, at {@code /metrics}. */
@ApplicationScoped
public class GatewayMetrics {
    private final MetricRegistry metrics;
    private final SessionRegistry registry;
    private final TaskLog log;

    /** For the container's proxy. */
    protected GatewayMetrics() {
        this(null, null, null);
    }

    @Inject
    public GatewayMetrics(MetricRegistry metrics, SessionRegistry registry, TaskLog log) {
        this.metrics = metrics;
        this.registry = registry;
        this.log = log;
    }

    void register(@Observes Startup event) {
        gauge("taskcast_connections", MetricUnits.NONE, "Authenticated open connections", registry, r -> r.connections());
        gauge("taskcast_users", MetricUnits.NONE, "Users with at least one connection", registry, r -> r.users());
        count("taskcast_deliveries", "Events handed to a socket", registry, r -> r.counters().deliveredTotal());
        count("taskcast_slow_closes", "Connections closed with 4008", registry, r -> r.counters().tooSlowTotal());
        for (Resume resume : Resume.values()) {
            count(
                    "taskcast_sessions",
                    "Sessions opened, by verdict about their cursor",
                    registry,
                    r -> r.counters().openedTotal(resume),
                    new Tag("resume", resume.word()));
        }
        gauge("taskcast_window_events", MetricUnits.NONE, "Events in the window", log, l -> l.statistics().events());
        gauge("taskcast_window_bytes", MetricUnits.BYTES, "Memory of the window", log, l -> l.statistics().bytes());
        gauge("taskcast_window_max_bytes", MetricUnits.BYTES, "Memory it may take", log, l -> l.statistics().maxBytes());
        gauge("taskcast_window_age", MetricUnits.SECONDS, "Age of its oldest event", log, l -> l.statistics()
                .age()
                .toSeconds());
        count("taskcast_window_appended", "Events appended", log, l -> l.statistics().appended());
        count("taskcast_window_evicted_for_space", "Events forgotten before their time", log, l -> l.statistics()
                .evictedForSpace());
    }

    private <T> void gauge(String name, String unit, String description, T object, ToDoubleFunction<T> value) {
        metrics.gauge(metadata(name, unit, description), object, value::applyAsDouble);
    }

    private <T> void count(
            String name, String description, T object, ToDoubleFunction<T> value, Tag... tags) {
        metrics.gauge(metadata(name + "_total", MetricUnits.NONE, description), object, value::applyAsDouble, tags);
    }

    private static Metadata metadata(String name, String unit, String description) {
        return Metadata.builder()
                .withName(name)
                .withUnit(unit)
                .withDescription(description)
                .build();
    }
}
