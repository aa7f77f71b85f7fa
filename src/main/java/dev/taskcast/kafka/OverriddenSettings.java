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
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/** Tells an operator at the start which values of the file, and which variables, have no effect. It shows no value. */
@Singleton
final class OverriddenSettings {
    private static final Logger LOGGER = Logger.getLogger(OverriddenSettings.class.getName());

    void tell(@Observes Startup event, Config config) {
        Map<String, String> environment = System.getenv();
        Stream.concat(among(KafkaConfigSource.file(environment), config).stream(), variables(environment).stream())
                .forEach(sentence -> LogFields.log(
                        LOGGER,
                        Level.WARNING,
                        "TCAST1026W: A value for the clients of Kafka has no effect: {0}",
                        "setting",
                        sentence));
    }

    /** Sentences about the variables of {@code environment} that name the gateway's own settings, in order. */
    static List<String> variables(Map<String, String> environment) {
        return KafkaConfigSource.variables(environment).keySet().stream()
                .filter(KafkaConnection.OWN::contains)
                .map(name -> own(KafkaConfigSource.variable(name)))
                .toList();
    }

    private static String own(String name) {
        return name + ", which is the gateway's own";
    }

    /**
     * Sentences about the settings of {@code file} that have no effect, in order. A name that no client knows is not
     * shown: it may be a part of a secret.
     */
    static List<String> among(Map<String, String> file, Config config) {
        return new TreeMap<>(file)
                .entrySet().stream()
                        .filter(entry -> RootCause.isKnown(entry.getKey()))
                        .flatMap(entry -> sentence(entry.getKey(), entry.getValue(), config).stream())
                        .toList();
    }

    private static Optional<String> sentence(String name, String value, Config config) {
        if (KafkaConnection.OWN.contains(name)) {
            return Optional.of(own(name));
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
