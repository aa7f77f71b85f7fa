package dev.taskcast;

import dev.taskcast.auth.NameClaims;
import dev.taskcast.auth.Rehearsal;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.config.AdminSettings;
import dev.taskcast.config.AuthSettings;
import dev.taskcast.config.DaprSettings;
import dev.taskcast.config.DrainSettings;
import dev.taskcast.config.IngestSettings;
import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.ManagementSettings;
import dev.taskcast.config.Mode;
import dev.taskcast.config.PresenceSettings;
import dev.taskcast.config.ProxySettings;
import dev.taskcast.config.SessionSettings;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.config.StartSettings;
import dev.taskcast.config.TracingSettings;
import dev.taskcast.config.UnknownSettings;
import dev.taskcast.config.WindowSettings;
import dev.taskcast.lines.LogFields;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Reads every setting and every key in a setting before anything else starts, so that an invalid value stops the start.
 * It also logs the settings.
 */
@Singleton
final class StartCheck {
    private static final Logger LOGGER = Logger.getLogger(StartCheck.class.getName());
    private static final int FIRST = 1;

    void check(
            @Observes @Priority(FIRST) Startup event,
            Mode mode,
            StartSettings start,
            AuthSettings auth,
            TokenVerifier verifier,
            TracingSettings tracing,
            WindowSettings window,
            SessionSettings session,
            DrainSettings drain,
            ManagementSettings management,
            SocketSettings socket,
            ProxySettings proxy,
            KafkaSettings kafka,
            PresenceSettings presence,
            IngestSettings ingest,
            DaprSettings dapr,
            AdminSettings admin,
            UnknownSettings unknown) {
        if (mode == Mode.DEVELOPMENT) {
            refuseInCluster(System.getenv("KUBERNETES_SERVICE_HOST"));
            LOGGER.warning("TCAST0001W: Development mode: /dev hands out tokens and publishes, to this machine only");
        }
        if (auth.secretGenerated()) {
            LOGGER.warning("TCAST0002W: BETTER_AUTH_SECRET is not set: a secret was made for this run");
        }
        NameClaims.tell(auth);
        if (mode == Mode.PRODUCTION) {
            Rehearsal.run(auth);
        }
        // The settings are Java records, and their text contains no secret.
        LogFields.log(
                LOGGER,
                Level.INFO,
                "TCAST0003I: Settings: {0}",
                "settings",
                List.of(
                        mode,
                        start,
                        tracing,
                        window,
                        session,
                        drain,
                        management,
                        socket,
                        proxy,
                        kafka,
                        presence,
                        ingest,
                        dapr,
                        admin));
        for (String sentence : unknown.sentences()) {
            LogFields.log(LOGGER, Level.WARNING, "TCAST0004W: Unknown setting {0}", "setting", sentence);
        }
    }

    static void refuseInCluster(String kubernetes) {
        if (kubernetes != null) {
            throw refused(new IllegalStateException(
                    "taskcast.mode=development hands out tokens and does not start in a Kubernetes cluster"));
        }
    }

    /** Logs in one line why the application does not start; the server's own report of that is long. */
    static RuntimeException refused(RuntimeException reason) {
        LogFields.log(LOGGER, Level.SEVERE, "TCAST0005E: Not started: {0}", "reason", reason.getMessage());
        return reason;
    }
}
