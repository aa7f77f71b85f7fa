package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.ServiceLoader;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;

/** What operators know from Kafka's own images holds here: {@code KAFKA_X_Y} is the client's {@code x.y}. */
class KafkaConfigSourceTest {
    private static final String CONNECTOR = "mp.messaging.connector.taskcast-kafka.";

    @Test
    void everyVariableOfKafkaIsASettingOfTheConnector() {
        KafkaConfigSource source = new KafkaConfigSource(Map.of(
                "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                "KAFKA_SSL_TRUSTSTORE_LOCATION", "/secrets/trust.p12"));
        assertThat(source.getPropertyNames())
                .containsExactlyInAnyOrder(CONNECTOR + "security.protocol", CONNECTOR + "ssl.truststore.location");
        assertThat(source.getValue(CONNECTOR + "security.protocol")).isEqualTo("SASL_SSL");
        assertThat(source.getValue(CONNECTOR + "ssl.truststore.location")).isEqualTo("/secrets/trust.p12");
    }

    @Test
    void nothingElseOfTheEnvironmentIsShown() {
        KafkaConfigSource source = new KafkaConfigSource(Map.of(
                "BETTER_AUTH_SECRET", "a secret", "MY_KAFKA_SASL_MECHANISM", "PLAIN", "kafka_sasl_mechanism", "PLAIN"));
        assertThat(source.getPropertyNames()).isEmpty();
        assertThat(source.getValue("BETTER_AUTH_SECRET")).isNull();
    }

    /** Kubernetes gives an optional variable that nobody filled in as an empty one. */
    @Test
    void aVariableWithoutAValueIsNotSet() {
        KafkaConfigSource source = new KafkaConfigSource(Map.of("KAFKA_SASL_MECHANISM", "", "KAFKA_CLIENT_ID", " "));
        assertThat(source.getPropertyNames()).isEmpty();
    }

    /** The same variable as MicroProfile Config reads it has the ordinal 300. */
    @Test
    void aVariableCountsMoreThanAnythingElseThatIsConfigured() {
        assertThat(new KafkaConfigSource(Map.of()).getOrdinal()).isGreaterThan(300);
    }

    @Test
    void theServerFindsIt() {
        assertThat(ServiceLoader.load(ConfigSource.class)).hasAtLeastOneElementOfType(KafkaConfigSource.class);
    }
}
