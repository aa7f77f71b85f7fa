package dev.taskcast.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Settings as an operator gives them: keys and texts on top of the shipped defaults. The code that reads them at the
 * start reads them here. {@code settings().with("taskcast.socket.max-connections", 2).socket()}.
 */
public final class ShippedSettings {
    private static final String REFERENCE = reference();
    private static final Map<String, String> DEFAULTS = defaults();

    private final Map<String, String> given;

    private ShippedSettings(Map<String, String> given) {
        this.given = given;
    }

    /** The settings of an operator who sets nothing. */
    public static ShippedSettings settings() {
        return new ShippedSettings(Map.of());
    }

    /** These settings, with {@code value} for {@code key}, which must be in the reference. */
    public ShippedSettings with(String key, Object value) {
        if (!REFERENCE.contains(key)) {
            throw new IllegalArgumentException("There is no setting " + key);
        }
        return withAll(Map.of(key, value.toString()));
    }

    /** These settings, with those that are {@code added}; their keys need not be in the reference. */
    public ShippedSettings withAll(Map<String, String> added) {
        Map<String, String> all = new HashMap<>(given);
        all.putAll(added);
        return new ShippedSettings(all);
    }

    /** The reader of these settings. */
    public SettingValues values() {
        return new SettingValues(key -> Optional.ofNullable(given.getOrDefault(key, DEFAULTS.get(key))));
    }

    public Mode mode() {
        return Mode.read(values());
    }

    public StartSettings start() {
        return StartSettings.read(values());
    }

    /** The settings of tokens. In production they need a key, such as {@code BETTER_AUTH_SECRET}. */
    public AuthSettings auth() {
        return AuthSettings.read(values(), mode());
    }

    public JwksSettings jwks() {
        return JwksSettings.read(values());
    }

    public TracingSettings tracing() {
        return TracingSettings.read(values());
    }

    public WindowSettings window() {
        return WindowSettings.read(values());
    }

    public SessionSettings session() {
        return SessionSettings.read(values());
    }

    public DrainSettings drain() {
        return DrainSettings.read(values());
    }

    public ManagementSettings management() {
        return ManagementSettings.read(values());
    }

    public SocketSettings socket() {
        return SocketSettings.read(values());
    }

    public ProxySettings proxy() {
        return ProxySettings.read(values());
    }

    public KafkaSettings kafka() {
        return KafkaSettings.read(values());
    }

    public PresenceSettings presence() {
        return PresenceSettings.read(values());
    }

    public IngestSettings ingest() {
        return IngestSettings.read(values());
    }

    public DaprSettings dapr() {
        return DaprSettings.read(values());
    }

    public AdminSettings admin() {
        return AdminSettings.read(values());
    }

    /** Reads everything that is read at the start. */
    public static void readAll(SettingValues reader) {
        Mode mode = Mode.read(reader);
        StartSettings.read(reader);
        AuthSettings.read(reader, mode);
        TracingSettings.read(reader);
        WindowSettings.read(reader);
        SessionSettings.read(reader);
        DrainSettings.read(reader);
        ManagementSettings.read(reader);
        SocketSettings.read(reader);
        ProxySettings.read(reader);
        KafkaSettings.read(reader);
        PresenceSettings.read(reader);
        IngestSettings.read(reader);
        DaprSettings.read(reader);
        AdminSettings.read(reader);
    }

    /** The value of {@code ${NAME:default}} if the variable is not set. */
    public static String resolved(String value) {
        return value.replaceFirst("^\\$\\{\\w+:(.*)}$", "$1");
    }

    /** Every key that has a default. */
    static Map<String, String> defaults() {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(REFERENCE));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        Map<String, String> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> settings.put(key, resolved(properties.getProperty(key))));
        return settings;
    }

    private static String reference() {
        try (InputStream file = ShippedSettings.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
