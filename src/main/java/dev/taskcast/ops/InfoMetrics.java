package dev.taskcast.ops;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.Mode;
import dev.taskcast.config.SessionSettings;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.config.WindowSettings;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/** The build, and the settings that should be equal on all replicas, as labels. These settings are not secret. */
@Singleton
final class InfoMetrics {
    void register(
            @Observes Startup event,
            PrometheusRegistry metrics,
            Mode mode,
            WindowSettings window,
            SessionSettings session,
            SocketSettings socket,
            KafkaSettings kafka) {
        Info.builder()
                .name("taskcast_settings_info")
                .help("Settings that should be equal on all replicas; times in seconds")
                .labelNames(
                        "mode",
                        "topic",
                        "keyed_by_user",
                        "window_max_age",
                        "window_max_bytes",
                        "heartbeat",
                        "send_deadline",
                        "max_per_user",
                        "max_connections")
                .register(metrics)
                .setLabelValues(
                        mode.name().toLowerCase(Locale.ROOT),
                        kafka.topic(),
                        Boolean.toString(kafka.keyedByUser()),
                        seconds(window.maxAge()),
                        Long.toString(window.maxBytes()),
                        seconds(session.heartbeat()),
                        seconds(session.sendDeadline()),
                        Integer.toString(session.maxPerUser()),
                        Integer.toString(socket.maxConnections()));
    }

    private static String seconds(Duration time) {
        return Long.toString(time.toSeconds());
    }

    /** Registers the build that {@code manifest} describes; it may be missing. */
    static void registerBuild(PrometheusRegistry metrics, InputStream manifest) {
        Info.builder()
                .name("taskcast_build_info")
                .help("The version of Taskcast, and of Java")
                .labelNames("version", "java")
                .register(metrics)
                .setLabelValues(version(manifest), Runtime.version().toString());
    }

    private static String version(InputStream manifest) {
        if (manifest == null) {
            return "unknown";
        }
        try (manifest) {
            String version =
                    new Manifest(manifest).getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
            return version == null ? "unknown" : version;
        } catch (IOException unreadable) {
            return "unknown";
        }
    }
}
