package dev.taskcast.ops;

import dev.taskcast.admission.Admission;
import dev.taskcast.admission.Carrier;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.log.TaskLog;
import dev.taskcast.log.WindowStatistics;
import dev.taskcast.sessions.Drain;
import dev.taskcast.sessions.SessionCounters;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.Resume;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmCompilationMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmNativeMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/** The metrics of admission, sessions, window and virtual machine, for {@link MetricsServlet}. */
@Singleton
final class GatewayMetrics {
    private final PrometheusRegistry metrics;
    private final Admission admission;
    private final SessionRegistry registry;
    private final TaskLog log;

    @Inject
    GatewayMetrics(PrometheusRegistry metrics, Admission admission, SessionRegistry registry, TaskLog log) {
        this.metrics = metrics;
        this.admission = admission;
        this.registry = registry;
        this.log = log;
    }

    void register(@Observes Startup event, TokenVerifier verifier, Drain drain, SessionThreads threads) {
        verifier.metrics().collectors().forEach(metrics::register);
        virtualMachine();
        connections();
        gauge("taskcast_connections", "Authenticated open connections", registry::connections);
        gauge("taskcast_users", "Users with at least one connection", registry::users);
        sessions(registry.counters());
        resets(registry.counters());
        counter(
                "taskcast_deliveries",
                "Events handed to a socket, once per device",
                registry.counters()::deliveredTotal);
        counter(
                "taskcast_slow_closes",
                "Connections closed because the client did not read",
                registry.counters()::tooSlowTotal);
        calls(threads);
        behind();
        gauge(
                "taskcast_leaving_seconds",
                "How long this replica has been leaving; 0 otherwise",
                () -> drain.leavingFor().toMillis() / 1e3);
        registry.times().collectors().forEach(metrics::register);
        gauge(
                "taskcast_batch_characters",
                "Characters in the batches that are on their way to sockets",
                registry::batchCharacters);
        window("taskcast_window_events", "Events in the window", WindowStatistics.Snapshot::events);
        window("taskcast_window_bytes", "Memory that the window uses", WindowStatistics.Snapshot::bytes);
        window(
                "taskcast_window_max_bytes",
                "The most memory that the window may use",
                WindowStatistics.Snapshot::maxBytes);
        window(
                "taskcast_window_users",
                "Users with an event in the window or a session",
                WindowStatistics.Snapshot::feeds);
        window(
                "taskcast_window_age_seconds",
                "Age of the oldest event in the window",
                window -> window.age().toMillis() / 1e3);
        counter("taskcast_window_appended", "Events appended", () -> log.statistics()
                .appended());
        counter("taskcast_window_evicted_for_space", "Events forgotten early for lack of space", () -> log.statistics()
                .evictedForSpace());
    }

    /**
     * Registers everything in {@code JvmMetrics} except allocations by memory pool. Those come from a listener of the
     * garbage collector that cannot be removed, and that would keep an undeployed application in memory.
     */
    private void virtualMachine() {
        JvmBufferPoolMetrics.builder().register(metrics);
        JvmClassLoadingMetrics.builder().register(metrics);
        JvmCompilationMetrics.builder().register(metrics);
        JvmGarbageCollectorMetrics.builder().register(metrics);
        JvmMemoryMetrics.builder().register(metrics);
        JvmNativeMemoryMetrics.builder().register(metrics);
        JvmRuntimeInfoMetric.builder().register(metrics);
        JvmThreadsMetrics.builder().register(metrics);
        ProcessMetrics.builder().register(metrics);
    }

    private void connections() {
        gauge(
                "taskcast_sockets",
                "Sockets, authenticated or not, until their TCP connection has ended",
                () -> admission.connections(Carrier.WEBSOCKET));
        gauge(
                "taskcast_streams",
                "Streams of server-sent events, until their response has ended",
                () -> admission.connections(Carrier.SSE));
        gauge(
                "taskcast_sockets_max",
                "The most sockets and streams: the setting, or fewer if memory limits them",
                admission::most);
        gauge("taskcast_unauthenticated", "Sockets that have not sent their first frame", admission::unauthenticated);
    }

    private void calls(SessionThreads threads) {
        gauge("taskcast_calls", "Calls into the container that run for sessions", registry::calling);
        gauge("taskcast_calls_waiting", "Turns and closes of sessions that wait for a thread", threads::waiting);
        gauge(
                "taskcast_long_frames",
                "Frames on their way to a socket that need more than one write, including batches",
                registry.counters()::longFrames);
    }

    private void behind() {
        gauge(
                "taskcast_sessions_behind",
                "Sessions for which an event has waited for more than a second",
                () -> registry.lag().behind());
        gauge(
                "taskcast_session_lag_seconds_max",
                "How long the oldest waiting event has waited",
                () -> registry.lag().most().toMillis() / 1e3);
    }

    private void sessions(SessionCounters counters) {
        CounterWithCallback.builder()
                .name("taskcast_sessions")
                .help("Sessions opened, by the verdict on their cursor")
                .labelNames("resume")
                .callback(sample -> {
                    for (Resume resume : Resume.values()) {
                        sample.call((double) counters.openedTotal(resume), resume.word());
                    }
                })
                .register(metrics);
    }

    private void resets(SessionCounters counters) {
        CounterWithCallback.builder()
                .name("taskcast_resets")
                .help("How often a client was told that events are missing, by reason")
                .labelNames("reason")
                .callback(sample -> {
                    for (ResetReason reason : ResetReason.values()) {
                        sample.call((double) counters.resetTotal(reason), reason.word());
                    }
                })
                .register(metrics);
    }

    private void window(String name, String help, ToDoubleFunction<WindowStatistics.Snapshot> value) {
        gauge(name, help, () -> value.applyAsDouble(log.statistics()));
    }

    private void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(sample -> sample.call(value.getAsDouble()))
                .register(metrics);
    }

    private void counter(String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(sample -> sample.call(value.getAsDouble()))
                .register(metrics);
    }
}
