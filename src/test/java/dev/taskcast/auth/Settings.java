package dev.taskcast.auth;

import dev.taskcast.config.AuthSettings;
import dev.taskcast.config.Mode;
import dev.taskcast.config.SettingsReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Settings as an administrator gives them, on top of the defaults that are shipped. */
final class Settings {
    private Settings() {}

    static AuthSettings of(Mode mode, Map<String, String> given) {
        Map<String, String> all = new HashMap<>(shipped());
        all.putAll(given);
        return AuthSettings.read(new SettingsReader(key -> Optional.ofNullable(all.get(key))), mode);
    }

    private static Map<String, String> shipped() {
        Properties properties = new Properties();
        try (InputStream file = Settings.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> defaults = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> defaults.put(key, properties.getProperty(key)));
        return defaults;
    }
}
