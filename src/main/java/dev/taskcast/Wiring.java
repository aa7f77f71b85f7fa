package dev.taskcast;

import dev.taskcast.auth.DevelopmentTokens;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.config.AuthSettings;
import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.SessionSettings;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.config.TracingSettings;
import dev.taskcast.config.WindowSettings;
import dev.taskcast.events.RecordLimits;
import dev.taskcast.events.RecordParser;
import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.telemetry.OpenTelemetryTracing;
import dev.taskcast.tracing.Tracing;
import dev.taskcast.wire.ClientFrameParser;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextServiceDefinition;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Creates the beans of plain Java classes, which know no container. */
@Singleton
@ContextServiceDefinition(
        name = "java:app/concurrent/taskcast-bare",
        cleared = {},
        propagated = {},
        unchanged = ContextServiceDefinition.ALL_REMAINING)
@ManagedThreadFactoryDefinition(
        name = "java:app/concurrent/taskcast-calls",
        context = "java:app/concurrent/taskcast-bare",
        virtual = true)
final class Wiring {
    private static final int MAX_USERS = 1_000;
    private static final String OPEN_TELEMETRY = "io.opentelemetry.api.OpenTelemetry";

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory platformThreads;

    @Resource(lookup = "java:app/concurrent/taskcast-calls")
    private ManagedThreadFactory virtualThreads;

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    PrometheusRegistry metrics() {
        return new PrometheusRegistry();
    }

    /** Without the server's feature, the class that traces cannot be loaded. */
    @Produces
    @Singleton
    Tracing tracing(@Any Instance<Object> beans, TracingSettings settings, InstantSource clock) {
        try {
            Class.forName(OPEN_TELEMETRY, false, Wiring.class.getClassLoader());
        } catch (ClassNotFoundException notOnThisServer) {
            return Tracing.OFF;
        }
        return OpenTelemetryTracing.of(beans, settings, clock);
    }

    @Produces
    @Singleton
    TaskLog log(WindowSettings settings, InstantSource clock) {
        return new TaskLog(settings, clock);
    }

    static void close(@Disposes TaskLog log) {
        log.close();
    }

    @Produces
    @Singleton
    RecordParser parser(KafkaSettings settings, AuthSettings auth, InstantSource clock) {
        RecordLimits limits = new RecordLimits(settings.maxRecordBytes(), settings.maxRecordDepth(), MAX_USERS);
        return new RecordParser(limits, clock, auth.clockSkew());
    }

    @Produces
    @Singleton
    ClientFrameParser clientFrames(SocketSettings settings) {
        return new ClientFrameParser(settings.maxFrameDepth());
    }

    @Produces
    @Singleton
    SessionThreads sessionThreads(SessionSettings settings) {
        return Runtime.version().feature() >= SessionThreads.VIRTUAL_SINCE
                ? SessionThreads.virtual(virtualThreads, platformThreads)
                : SessionThreads.pooled(platformThreads, settings.maxThreads());
    }

    static void close(@Disposes SessionThreads threads) {
        threads.close();
    }

    @Produces
    @Singleton
    TokenVerifier verifier(AuthSettings settings, InstantSource clock) {
        try {
            return new TokenVerifier(settings, clock);
        } catch (IllegalArgumentException wrong) {
            throw StartCheck.refused(wrong);
        }
    }

    static void close(@Disposes TokenVerifier verifier) {
        verifier.close();
    }

    /** Only development mode may ask for this bean: in production its creation fails. */
    @Produces
    @Singleton
    DevelopmentTokens developmentTokens(AuthSettings settings, TokenVerifier verifier, InstantSource clock) {
        return new DevelopmentTokens(settings, verifier, clock);
    }
}
