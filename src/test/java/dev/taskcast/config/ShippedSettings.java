package dev.taskcast.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Settings as an administrator gives them, on top of the defaults that are shipped. */
public final class ShippedSettings {
    private static final Map<String, String> DEFAULTS = defaults();

    private ShippedSettings() {}

    /** A reader of the defaults and of what is {@code given} on top of them. */
    public static SettingValues with(Map<String, String> given) {
        return new SettingValues(key -> Optional.ofNullable(given.getOrDefault(key, DEFAULTS.get(key))));
    }

    /** The settings of tokens, with what is {@code given} on top of the defaults. */
    public static AuthSettings auth(Mode mode, Map<String, String> given) {
        return AuthSettings.read(with(given), mode);
    }

    /** Reads everything that is read at the start. */
    public static void readAll(SettingValues reader) {
        Mode mode = Mode.read(reader);
        StartSettings.read(reader);
        AuthSettings.read(reader, mode);
        WindowSettings.read(reader);
        SessionSettings.read(reader);
        DrainSettings.read(reader);
        SocketSettings.read(reader);
        ProxySettings.read(reader);
        KafkaSettings.read(reader);
        IngestSettings.read(reader);
        DaprSettings.read(reader);
    }

    /** What {@code ${NAME:default}} is where the variable is not set. */
    public static String resolved(String value) {
        return value.replaceFirst("^\\$\\{\\w+:(.*)}$", "$1");
    }

    /** Every key that has a default. */
    static Map<String, String> defaults() {
        Properties properties = new Properties();
        try (InputStream file = ShippedSettings.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
            properties.load(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Map<String, String> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> settings.put(key, resolved(properties.getProperty(key))));
        return settings;
    }
}
