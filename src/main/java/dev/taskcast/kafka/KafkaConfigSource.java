package dev.taskcast.kafka;

import dev.taskcast.config.KafkaFile;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Settings of Kafka's clients from environment variables, and from the file that a variable names.
 *
 * <p>{@code KAFKA_SASL_MECHANISM} becomes {@code sasl.mechanism} of the connector. So does every variable that begins
 * with {@code KAFKA_} and names a setting of a client or of a configuration provider ({@code config.providers}). Such a
 * variable overrides the same setting in the file of {@code KAFKA_CONFIG_FILE}. All other lines of the file are for the
 * classes of libraries.
 */
public final class KafkaConfigSource implements ConfigSource {
    static final String VARIABLE = "KAFKA_";
    static final String NAME = "KAFKA_ environment variables and KAFKA_CONFIG_FILE";
    /** The prefix of the settings of configuration providers, which replace {@code ${…}} in values. */
    static final String PROVIDERS = "config.providers.";

    static final String CONNECTOR = "mp.messaging.connector." + TopicConnector.NAME + ".";
    private static final int ABOVE_ENVIRONMENT = 310;

    private final Map<String, String> properties = new HashMap<>();

    /** Reads the environment of the process. */
    public KafkaConfigSource() {
        this(System.getenv());
    }

    KafkaConfigSource(Map<String, String> environment) {
        file(environment).forEach((name, value) -> properties.put(CONNECTOR + name, value));
        variables(environment).forEach((name, value) -> properties.put(CONNECTOR + name, value));
    }

    /** The settings that the variables of {@code environment} give, by Kafka's names. */
    static Map<String, String> variables(Map<String, String> environment) {
        Map<String, String> settings = new TreeMap<>();
        environment.forEach((variable, value) -> {
            if (variable.startsWith(VARIABLE) && !value.isBlank()) {
                String name = variable.substring(VARIABLE.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.');
                if (RootCause.isKnown(name) || name.startsWith(PROVIDERS)) {
                    settings.put(name, value);
                }
            }
        });
        return settings;
    }

    /** The variable for the setting that Kafka's clients call {@code name}. */
    static String variable(String name) {
        return VARIABLE + name.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /**
     * The settings in the file that {@code environment} names. Empty if the file cannot be read; then the application
     * does not start.
     */
    static Map<String, String> file(Map<String, String> environment) {
        String path = environment.getOrDefault(KafkaFile.VARIABLE, "");
        try {
            return path.isBlank() ? Map.of() : KafkaFile.read(path.strip());
        } catch (IllegalArgumentException toldAtTheStart) {
            return Map.of();
        }
    }

    @Override
    public Set<String> getPropertyNames() {
        return properties.keySet();
    }

    @Override
    public String getValue(String name) {
        return properties.get(name);
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public int getOrdinal() {
        return ABOVE_ENVIRONMENT;
    }
}
