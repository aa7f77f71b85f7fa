package dev.taskcast.kafka;

import dev.taskcast.config.KafkaFile;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Settings of Kafka's clients from the environment, and from the file that it names.
 *
 * <p>{@code KAFKA_SASL_MECHANISM} becomes {@code sasl.mechanism} of the connector, and so every variable that begins with
 * {@code KAFKA_}. Such a variable counts more than the same setting in the file of {@code KAFKA_CONFIG_FILE}.
 */
public final class KafkaConfigSource implements ConfigSource {
    static final String VARIABLE = "KAFKA_";
    static final String NAME = "KAFKA_ environment variables and KAFKA_CONFIG_FILE";
    private static final String CONNECTOR = "mp.messaging.connector." + TopicConnector.NAME + ".";
    private static final int ABOVE_ENVIRONMENT = 310;

    private final Map<String, String> properties = new HashMap<>();

    /** Reads the environment of the process. */
    public KafkaConfigSource() {
        this(System.getenv());
    }

    KafkaConfigSource(Map<String, String> environment) {
        file(environment).forEach((name, value) -> properties.put(CONNECTOR + name, value));
        environment.forEach((name, value) -> {
            if (name.startsWith(VARIABLE) && !name.equals(KafkaFile.VARIABLE) && !value.isBlank()) {
                String property = name.substring(VARIABLE.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.');
                properties.put(CONNECTOR + property, value);
            }
        });
    }

    /** What the file has that {@code environment} names; nothing if it cannot be read, with which the application does not start. */
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
