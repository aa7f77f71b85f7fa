package dev.taskcast.kafka;

import dev.taskcast.config.KafkaFile;
import dev.taskcast.config.UnknownNames;
import dev.taskcast.lines.LogFields;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Tells an operator at the start which variables {@code KAFKA_…}, and which names in the file, no Kafka client knows.
 */
@Singleton
final class UnknownVariables {
    private static final Logger LOGGER = Logger.getLogger(UnknownVariables.class.getName());
    private static final Pattern NAME = Pattern.compile("[a-z]+([.-][a-z0-9]+)+");

    private static final String PROVIDERS = KafkaConfigSource.variable(KafkaConfigSource.PROVIDERS);

    void tell(@Observes Startup event) {
        for (String sentence : among(System.getenv())) {
            LogFields.log(
                    LOGGER, Level.WARNING, "TCAST1018W: No client of Kafka has the setting {0}", "setting", sentence);
        }
        for (String sentence : inFile(KafkaConfigSource.file(System.getenv()).keySet())) {
            LogFields.log(
                    LOGGER,
                    Level.WARNING,
                    "TCAST1025W: KAFKA_CONFIG_FILE has settings that no client of Kafka knows: {0}",
                    "setting",
                    sentence);
        }
    }

    static List<String> among(Map<String, String> environment) {
        Set<String> known = new TreeSet<>(Set.of(KafkaFile.VARIABLE));
        UnknownNames.variables(names()).forEach(name -> known.add(KafkaConfigSource.VARIABLE + name));
        return new UnknownNames(known)
                .among(
                        environment.keySet().stream()
                                .filter(name -> name.startsWith(KafkaConfigSource.VARIABLE))
                                .filter(name -> !name.startsWith(PROVIDERS))
                                .toList(),
                        name -> Optional.of(environment.get(name)));
    }

    /** A broken line of a key or password can look like a name. So only names that begin like a setting are shown. */
    static List<String> inFile(Collection<String> given) {
        Set<String> known = names();
        Set<String> begins = known.stream().map(UnknownVariables::first).collect(Collectors.toSet());
        Map<Boolean, List<String>> unknown = given.stream()
                .filter(name -> !known.contains(name) && !name.startsWith(KafkaConfigSource.PROVIDERS))
                .collect(Collectors.partitioningBy(
                        name -> NAME.matcher(name).matches() && begins.contains(first(name))));
        List<String> sentences =
                new ArrayList<>(new UnknownNames(known).among(unknown.get(true), name -> Optional.empty()));
        int others = unknown.get(false).size();
        if (others > 0) {
            sentences.add(others + " names are not shown: they may be parts of a secret");
        }
        return sentences;
    }

    private static String first(String name) {
        return name.split("[.]", 2)[0];
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        return names;
    }
}
