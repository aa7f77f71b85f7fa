package dev.taskcast.kafka;

import dev.taskcast.harness.Fake;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/** A configuration with settings of Kafka's clients that a test may change. */
final class GivenConfig {
    private static final String CONNECTOR = "mp.messaging.connector.taskcast-kafka.";

    private GivenConfig() {}

    /** A configuration in which {@code ${…}} was replaced by another text, as the server does. */
    static Config of(Map<String, String> settings, String source) {
        return Fake.of(Config.class, (method, arguments) -> switch (method) {
            case "getPropertyNames" ->
                settings.keySet().stream().map(CONNECTOR::concat).collect(Collectors.toSet());
            case "getConfigValue" -> value(settings.get(arguments[0].toString().substring(CONNECTOR.length())), source);
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private static ConfigValue value(String raw, String source) {
        return Fake.of(ConfigValue.class, (method, arguments) -> switch (method) {
            case "getSourceName" -> source;
            case "getRawValue" -> raw;
            case "getValue" -> raw.replaceAll("\\$\\{[^}]*}", "replaced");
            default -> throw new UnsupportedOperationException(method);
        });
    }
}
