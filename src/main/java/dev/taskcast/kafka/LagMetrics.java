package dev.taskcast.kafka;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.IntToDoubleFunction;

/**
 * How far the log is behind the topic, how old this knowledge is, and how long records take until they are in the log.
 */
@Singleton
final class LagMetrics {
    private static final double MILLIS = 1e3;

    private final PrometheusRegistry metrics;
    private final TopicLag lag;

    @Inject
    LagMetrics(PrometheusRegistry metrics, TopicLag lag) {
        this.metrics = metrics;
        this.lag = lag;
    }

    void register(@Observes Startup event, LogWriter logWriter, KafkaPublisher publisher, InstantSource clock) {
        byPartition(
                "taskcast_kafka_lag_records",
                "Records of the topic that are not read yet, including uncommitted records, by partition",
                lag::records);
        byPartition(
                "taskcast_kafka_lag_seconds",
                "How long the oldest unread records have waited, by partition",
                partition -> lag.unreadFor(partition).toMillis() / MILLIS);
        byPartition(
                "taskcast_kafka_position", "The offset of the record that is read next, by partition", lag::position);
        GaugeWithCallback.builder()
                .name("taskcast_kafka_look_age_seconds")
                .help("How long ago this replica last compared its log with the topic")
                .callback(sample -> lag.sinceLook(clock.instant())
                        .map(Duration::toMillis)
                        .ifPresent(age -> sample.call(age / MILLIS)))
                .register(metrics);
        logWriter.times().collectors().forEach(metrics::register);
        metrics.register(publisher.times());
    }

    private void byPartition(String name, String help, IntToDoubleFunction value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("partition")
                .callback(sample -> {
                    for (int partition = 0; partition < lag.partitions(); partition++) {
                        sample.call(value.applyAsDouble(partition), Integer.toString(partition));
                    }
                })
                .register(metrics);
    }
}
