package dev.taskcast.kafka;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Settings of Kafka's clients from the environment.
 *
 * <p>{@code KAFKA_SASL_MECHANISM} becomes {@code sasl.mechanism} of the connector, and so every variable
 * that begins with {@code KAFKA_}.
 */
public final class KafkaConfigSource implements ConfigSource {
    static final String VARIABLE = "KAFKA_";
    private static final String CONNECTOR = "mp.messaging.connector." + TopicConnector.NAME + ".";
    private static final int ABOVE_ENVIRONMENT = 310;

    private final Map<String, String> properties = new HashMap<>();

    /** Reads the environment of the process. */
    public KafkaConfigSource() {
        this(System.getenv());
    }

    KafkaConfigSource(Map<String, String> environment) {
        environment.forEach((name, value) -> {
            if (name.startsWith(VARIABLE) && !value.isBlank()) {
                String property = name.substring(VARIABLE.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.');
                properties.put(CONNECTOR + property, value);
            }
        });
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
        return "KAFKA_ environment variables";
    }

    @Override
    public int getOrdinal() {
        return ABOVE_ENVIRONMENT;
    }
}
