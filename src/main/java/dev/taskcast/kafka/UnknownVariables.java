package dev.taskcast.kafka;

import dev.taskcast.config.UnknownNames;
import dev.taskcast.lines.LogFields;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Tells an operator at the start which variables {@code KAFKA_…} none of Kafka's clients takes. */
@Singleton
final class UnknownVariables {
    private static final Logger LOGGER = Logger.getLogger(UnknownVariables.class.getName());

    void tell(@Observes Startup event) {
        for (String sentence : among(System.getenv())) {
            LogFields.log(
                    LOGGER, Level.WARNING, "TCAST1018W: No client of Kafka has the setting {0}", "setting", sentence);
        }
    }

    static List<String> among(Map<String, String> environment) {
        Set<String> names = new TreeSet<>(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        Set<String> known = new TreeSet<>();
        UnknownNames.variables(names).forEach(name -> known.add(KafkaConfigSource.VARIABLE + name));
        return new UnknownNames(known)
                .among(
                        environment.keySet().stream()
                                .filter(name -> name.startsWith(KafkaConfigSource.VARIABLE))
                                .toList(),
                        name -> Optional.of(environment.get(name)));
    }
}
