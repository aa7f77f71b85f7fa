package dev.taskcast.presence;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/** Metrics about presence. They have no value while presence is off or was not read yet. */
@Singleton
final class PresenceMetrics {
    void register(@Observes Startup event, PrometheusRegistry metrics, Presence presence) {
        Views views = new Views(metrics, presence);
        views.gauge("taskcast_presence_users", "Users online, each counted once per replica", View::online);
        views.gauge(
                "taskcast_presence_bytes", "Memory used by all users, including users who left", view -> view.table()
                        .bytes());
        views.gauge("taskcast_presence_replicas", "Replicas with a valid lease", view -> view.replicas()
                .size());
        views.gauge(
                "taskcast_presence_complete",
                "1 while there is memory for all users",
                view -> view.table().isComplete() ? 1 : 0);
        views.gauge(
                "taskcast_presence_stale_seconds",
                "Age of the known presence",
                view -> presence.age(view).toMillis() / 1e3);
        GaugeWithCallback.builder()
                .name("taskcast_presence_waiting")
                .help("Users about whom a record is still to be written")
                .callback(sample -> sample.call(presence.waiting()))
                .register(metrics);
        CounterWithCallback.builder()
                .name("taskcast_presence_leftovers")
                .help("Records of ended replicas that this replica removed")
                .callback(sample -> sample.call((double) presence.removed()))
                .register(metrics);
    }

    private record Views(PrometheusRegistry metrics, Presence presence) {
        void gauge(String name, String help, ToDoubleFunction<View> value) {
            GaugeWithCallback.builder()
                    .name(name)
                    .help(help)
                    .callback(sample -> presence.view().ifPresent(view -> sample.call(value.applyAsDouble(view))))
                    .register(metrics);
        }
    }
}
