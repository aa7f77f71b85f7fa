package dev.taskcast.reliability;

import dev.taskcast.harness.Dashboard;
import dev.taskcast.harness.Ports;
import dev.taskcast.harness.Prometheus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two replicas, each with a port for operators, and an operator's Prometheus and dashboard. Prometheus and the
 * dashboard give every answer of this class.
 */
final class Watched implements AutoCloseable {
    final Replica one;
    final Replica other;
    private final int onePort = Ports.free();
    private final int otherPort = Ports.free();
    private final Dashboard dashboard;
    private final Prometheus prometheus;

    /** Starts the replicas on {@code topic}. Only the second replica gets the variables {@code further}. */
    Watched(String topic, Map<String, String> further) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "TASKCAST_KAFKA_TOPIC",
                topic,
                "TASKCAST_DRAIN_ROTATION_TIME",
                "2s",
                "TASKCAST_DRAIN_TIME",
                "8s",
                "MANAGEMENT_PORT",
                Integer.toString(onePort)));
        one = Ring.get().replica(topic + "-1", settings).start();
        settings.putAll(further);
        // The setting with the other name has the same effect.
        settings.remove("MANAGEMENT_PORT");
        settings.put("TASKCAST_MANAGEMENT_PORT", Integer.toString(otherPort));
        other = Ring.get().replica(topic + "-2", settings).start();
        dashboard = new Dashboard();
        prometheus = new Prometheus(
                Path.of("target/monitoring", topic), Path.of("deploy/monitoring/rules.yaml"), onePort, otherPort);
        one.awaitReady();
        other.awaitReady();
    }

    /** The instance label of {@code one}. */
    String first() {
        return Prometheus.instance(onePort);
    }

    /** The instance label of {@code other}. */
    String second() {
        return Prometheus.instance(otherPort);
    }

    /** The newest point of each line of a panel, by {@code label}. */
    Map<String, Double> panel(String title, String label) throws Exception {
        return panel(title, label, Duration.ofSeconds(20));
    }

    /** The same points, with rates over {@code time}. */
    Map<String, Double> panel(String title, String label, Duration time) throws Exception {
        Map<String, Double> found = new HashMap<>();
        for (String query : dashboard.panel(title, time.toSeconds() + "s")) {
            found.putAll(prometheus.by(label, query));
        }
        return found;
    }

    /**
     * The highest point of {@code query} within {@code time}, as an operator sees it on a panel; {@code label}
     * distinguishes the lines.
     */
    Map<String, Double> highest(String query, String label, Duration time) throws Exception {
        return prometheus.by(label, "max_over_time((" + query + ")[" + time.toSeconds() + "s:1s])");
    }

    /** The queries of a panel. */
    List<String> queries(String title) {
        return dashboard.panel(title, "5s");
    }

    /** The current values of any query, by {@code label}. */
    Map<String, Double> by(String label, String query) throws Exception {
        return prometheus.by(label, query);
    }

    /** The instances for which {@code alert} is pending or fires. */
    List<String> alarmed(String alert) throws Exception {
        return prometheus.alarmed(alert);
    }

    @Override
    public void close() {
        prometheus.close();
        one.close();
        other.close();
    }
}
