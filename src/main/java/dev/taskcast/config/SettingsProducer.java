package dev.taskcast.config;

import dev.taskcast.lines.LogFields;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;

/** Produces the typed and checked settings from MicroProfile Config. */
@Singleton
final class SettingsProducer {
    private static final Logger LOGGER = Logger.getLogger(SettingsProducer.class.getName());

    private final Config config;
    private final SettingValues settings;

    @Inject
    SettingsProducer(Config config) {
        this.config = config;
        this.settings = new SettingValues(key -> config.getOptionalValue(key, String.class));
    }

    /** Knows every key that the methods below have read. */
    @Produces
    @Singleton
    UnknownSettings unknown() {
        return new UnknownSettings(
                settings, config.getPropertyNames(), name -> config.getOptionalValue(name, String.class));
    }

    @Produces
    @Singleton
    Mode mode() {
        return checked(() -> Mode.read(settings));
    }

    @Produces
    @Singleton
    StartSettings start() {
        return checked(() -> StartSettings.read(settings));
    }

    @Produces
    @Singleton
    AuthSettings auth(Mode mode) {
        return checked(() -> AuthSettings.read(settings, mode));
    }

    @Produces
    @Singleton
    TracingSettings tracing() {
        return checked(() -> TracingSettings.read(settings));
    }

    @Produces
    @Singleton
    WindowSettings window() {
        return checked(() -> WindowSettings.read(settings));
    }

    @Produces
    @Singleton
    SessionSettings session() {
        return checked(() -> SessionSettings.read(settings));
    }

    @Produces
    @Singleton
    DrainSettings drain() {
        return checked(() -> DrainSettings.read(settings));
    }

    @Produces
    @Singleton
    ManagementSettings management() {
        return checked(() -> ManagementSettings.read(settings));
    }

    @Produces
    @Singleton
    SocketSettings socket() {
        return checked(() -> SocketSettings.read(settings));
    }

    @Produces
    @Singleton
    ProxySettings proxy() {
        return checked(() -> ProxySettings.read(settings));
    }

    @Produces
    @Singleton
    KafkaSettings kafka() {
        return checked(() -> KafkaSettings.read(settings));
    }

    @Produces
    @Singleton
    PresenceSettings presence() {
        return checked(() -> PresenceSettings.read(settings));
    }

    @Produces
    @Singleton
    IngestSettings ingest() {
        return checked(() -> IngestSettings.read(settings));
    }

    @Produces
    @Singleton
    DaprSettings dapr() {
        return checked(() -> DaprSettings.read(settings));
    }

    @Produces
    @Singleton
    AdminSettings admin() {
        return checked(() -> AdminSettings.read(settings));
    }

    /** An invalid value stops the start. The server's own report of that is long, so this logs one line. */
    private static <T> T checked(Supplier<T> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException senseless) {
            LogFields.log(LOGGER, Level.SEVERE, "TCAST0005E: Not started: {0}", "reason", senseless.getMessage());
            throw senseless;
        }
    }
}
