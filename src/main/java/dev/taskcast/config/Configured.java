package dev.taskcast.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** Makes the settings, typed and checked, out of MicroProfile Config. */
@ApplicationScoped
public class Configured {
    private final SettingsReader settings;

    /** For the container's proxy. */
    protected Configured() {
        this.settings = null;
    }

    @Inject
    public Configured(Config config) {
        this.settings = new SettingsReader(key -> config.getOptionalValue(key, String.class));
    }

    @Produces
    @Singleton
    Mode mode() {
        return Mode.read(settings);
    }

    @Produces
    @Singleton
    AuthSettings auth(Mode mode) {
        return AuthSettings.read(settings, mode);
    }

    @Produces
    @Singleton
    WindowSettings window() {
        return WindowSettings.read(settings);
    }

    @Produces
    @Singleton
    SessionSettings session() {
        return SessionSettings.read(settings);
    }

    @Produces
    @Singleton
    DrainSettings drain() {
        return DrainSettings.read(settings);
    }

    @Produces
    @Singleton
    SocketSettings socket() {
        return SocketSettings.read(settings);
    }

    @Produces
    @Singleton
    KafkaSettings kafka() {
        return KafkaSettings.read(settings);
    }

    @Produces
    @Singleton
    IngestSettings ingest() {
        return IngestSettings.read(settings);
    }

    @Produces
    @Singleton
    DaprSettings dapr() {
        return DaprSettings.read(settings);
    }
}
