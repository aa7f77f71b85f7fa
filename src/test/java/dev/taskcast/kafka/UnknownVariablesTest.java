package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A variable that is meant for Kafka's clients and reaches no client is reported. */
class UnknownVariablesTest {
    @Test
    void aMisspeltNameIsToldWithTheNearestThatAClientHas() {
        assertThat(UnknownVariables.among(Map.of(
                        "KAFKA_SASL_MECHANISMS", "PLAIN", "KAFKA_SECURITY_PROTOCAL", "SSL", "KAFKA_X", "a-secret")))
                .containsExactly(
                        "KAFKA_SASL_MECHANISMS; the nearest one is KAFKA_SASL_MECHANISM",
                        "KAFKA_SECURITY_PROTOCAL; the nearest one is KAFKA_SECURITY_PROTOCOL",
                        "KAFKA_X");
    }

    @Test
    void aKnownNameAndANameThatIsNotForKafkaAreNotReported() {
        assertThat(UnknownVariables.among(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        "kafka:9092",
                        "KAFKA_FETCH_MAX_BYTES",
                        "1",
                        "KAFKA_LINGER_MS",
                        "1",
                        "KAFKA_SSL_TRUSTSTORE_LOCATION",
                        "/x",
                        "PATH",
                        "/bin")))
                .isEmpty();
    }

    @Test
    void aMisspeltNameInTheFileIsTold() {
        assertThat(UnknownVariables.inFile(Set.of("sasl.mechanisms", "security.protocol", "linger.ms")))
                .containsExactly("sasl.mechanisms; the nearest one is sasl.mechanism");
    }

    /** If a value has two lines without a backslash, the second line is a name to Java. */
    @Test
    void aVariableThatMayHoldASecretIsNotShown() {
        assertThat(UnknownVariables.inFile(Set.of("MIIEvQIBADANBgkqhkiG9w0", "a-password", "hunter.two", "-----END")))
                .containsExactly("4 names are not shown: they may be parts of a secret");
    }

    @Test
    void theVariableOfTheFileIsKnown() {
        assertThat(UnknownVariables.among(Map.of("KAFKA_CONFIG_FILE", "/etc/kafka.properties")))
                .isEmpty();
    }

    /** A broker's Service is usually called kafka. */
    @Test
    void aVariableThatKubernetesMakesForAServiceIsNotReported() {
        assertThat(UnknownVariables.among(Map.of(
                        "KAFKA_PORT",
                        "tcp://10.0.0.1:9092",
                        "KAFKA_SERVICE_HOST",
                        "10.0.0.1",
                        "KAFKA_PORT_9092_TCP_PROTO",
                        "tcp",
                        "KAFKA_BROKER_SERVICE_PORT_CLIENT",
                        "9092")))
                .isEmpty();
    }
}
