package dev.taskcast.kafka;

import dev.taskcast.lines.LogFields;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/** Tells an operator at the start which values of the file something else counts before. No value is told. */
@Singleton
final class OverriddenSettings {
    private static final Logger LOGGER = Logger.getLogger(OverriddenSettings.class.getName());

    void tell(@Observes Startup event, Config config) {
        for (String sentence : among(KafkaConfigSource.file(System.getenv()), config)) {
            LogFields.log(
                    LOGGER,
                    Level.WARNING,
                    "TCAST1026W: A value of KAFKA_CONFIG_FILE has no effect: {0}",
                    "setting",
                    sentence);
        }
    }

    /** Sentences about those of {@code file}, in order. A name that no client knows is not told: it may be a part of a secret. */
    static List<String> among(Map<String, String> file, Config config) {
        return new TreeMap<>(file)
                .entrySet().stream()
                        .filter(entry -> RootCause.isKnown(entry.getKey()))
                        .flatMap(entry -> sentence(entry.getKey(), entry.getValue(), config).stream())
                        .toList();
    }

    private static Optional<String> sentence(String name, String value, Config config) {
        if (KafkaConnection.OWN.contains(name)) {
            return Optional.of(name + ", which is the gateway's own");
        }
        String key = KafkaConfigSource.CONNECTOR + name;
        ConfigValue counts = config.getConfigValue(key);
        if (value.equals(counts.getRawValue())) {
            return Optional.empty();
        }
        boolean isVariable = KafkaConfigSource.NAME.equals(counts.getSourceName());
        return Optional.of(name + ", since " + (isVariable ? KafkaConfigSource.variable(name) : key) + " is set");
    }
}
