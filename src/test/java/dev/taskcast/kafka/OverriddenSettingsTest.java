package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

/** A line and a variable without effect are reported at the start, without their values. */
class OverriddenSettingsTest {
    private static final String GIVEN = "given-by-an-operator";
    private static final Map<String, String> FILE = Map.of(
            "bootstrap.servers",
            "in-the-file:9093",
            "sasl.jaas.config",
            "a-password",
            "client.id",
            "same",
            "my.own",
            "x");

    @Test
    void aVariableThatCountsBeforeTheFileIsNamed() {
        assertThat(among(KafkaConfigSource.NAME))
                .containsExactly(
                        "bootstrap.servers, since KAFKA_BOOTSTRAP_SERVERS is set",
                        "sasl.jaas.config, since KAFKA_SASL_JAAS_CONFIG is set");
    }

    @Test
    void aPropertyOfTheServerIsNamedToo() {
        assertThat(among("SysPropConfigSource"))
                .containsExactly(
                        "bootstrap.servers, since mp.messaging.connector.taskcast-kafka.bootstrap.servers is set",
                        "sasl.jaas.config, since mp.messaging.connector.taskcast-kafka.sasl.jaas.config is set");
    }

    @Test
    void aSettingOfTheGatewayIsNamed() {
        Map<String, String> file = Map.of("group.id", "mine", "acks", "0");
        assertThat(OverriddenSettings.among(file, GivenConfig.of(file, KafkaConfigSource.NAME)))
                .containsExactly("acks, which is the gateway's own", "group.id, which is the gateway's own");
    }

    @Test
    void aVariableOfTheGatewaysOwnSettingIsNamedToo() {
        assertThat(OverriddenSettings.variables(
                        Map.of("KAFKA_GROUP_ID", "mine", "KAFKA_ACKS", "0", "KAFKA_LINGER_MS", "5", "KAFKA_PORT", "1")))
                .containsExactly(
                        "KAFKA_ACKS, which is the gateway's own", "KAFKA_GROUP_ID, which is the gateway's own");
    }

    /** Checked for all settings that Kafka's clients know. */
    @Test
    void theOwnSettingsAreThoseThatAnOperatorCannotChange() {
        Map<String, String> given = new HashMap<>();
        for (Set<String> names : List.of(ConsumerConfig.configNames(), ProducerConfig.configNames())) {
            names.forEach(name -> given.put(name, GIVEN));
        }
        given.keySet().removeIf(name -> name.equals("security.protocol") || name.startsWith("config.providers"));
        KafkaConnection connection =
                new KafkaConnection(GivenConfig.of(given, KafkaConfigSource.NAME), Clock.systemUTC());
        Set<String> reaching = new TreeSet<>();
        for (Map<String, Object> properties : List.of(connection.writing(), connection.reading())) {
            properties.forEach((name, value) -> {
                if (value.equals(GIVEN)) {
                    reaching.add(name);
                }
            });
        }
        connection.stop();
        Set<String> others = new TreeSet<>(given.keySet());
        others.removeAll(reaching);
        assertThat(KafkaConnection.OWN).containsExactlyInAnyOrderElementsOf(others);
    }

    private static List<String> among(String source) {
        Map<String, String> counting = new HashMap<>(FILE);
        counting.put("bootstrap.servers", "another:9092");
        counting.put("sasl.jaas.config", "another-password");
        return OverriddenSettings.among(FILE, GivenConfig.of(counting, source));
    }
}
