package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Variables work as with Kafka's own images: {@code KAFKA_X_Y} is the client's {@code x.y}. */
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

    /**
     * A variable that Kubernetes makes for a Service called kafka is not a setting; a configuration provider is one.
     */
    @Test
    void aVariableThatNoClientKnowsIsNotPassedOn() {
        KafkaConfigSource source = new KafkaConfigSource(Map.of(
                "KAFKA_PORT", "tcp://10.0.0.1:9092",
                "KAFKA_CONFIG_PROVIDERS", "env",
                "KAFKA_CONFIG_PROVIDERS_ENV_CLASS", "a.Provider"));
        assertThat(source.getPropertyNames())
                .containsExactlyInAnyOrder(CONNECTOR + "config.providers", CONNECTOR + "config.providers.env.class");
    }

    @Test
    void onlyVariablesOfKafkaBecomeSettings() {
        KafkaConfigSource source = new KafkaConfigSource(Map.of(
                "BETTER_AUTH_SECRET", "a secret", "MY_KAFKA_SASL_MECHANISM", "PLAIN", "kafka_sasl_mechanism", "PLAIN"));
        assertThat(source.getPropertyNames()).isEmpty();
        assertThat(source.getValue("BETTER_AUTH_SECRET")).isNull();
    }

    /** Kubernetes passes an optional variable without a value as an empty variable. */
    @Test
    void aVariableWithoutAValueIsNotSet() {
        KafkaConfigSource source = new KafkaConfigSource(Map.of("KAFKA_SASL_MECHANISM", "", "KAFKA_CLIENT_ID", " "));
        assertThat(source.getPropertyNames()).isEmpty();
    }

    @Test
    void aFileIsReadAndAVariableCountsMore(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("kafka.properties"), """
                # ours
                sasl.mechanism=PLAIN
                security.protocol=SASL_SSL
                ssl.endpoint.identification.algorithm=
                my.handler.url=https://example.com
                sasl.jaas.config=module required \\
                  password\\="p";
                """);
        KafkaConfigSource source = new KafkaConfigSource(
                Map.of("KAFKA_CONFIG_FILE", file.toString(), "KAFKA_SASL_MECHANISM", "SCRAM-SHA-512"));
        assertThat(source.getPropertyNames())
                .containsExactlyInAnyOrder(
                        CONNECTOR + "security.protocol",
                        CONNECTOR + "sasl.mechanism",
                        CONNECTOR + "sasl.jaas.config",
                        CONNECTOR + "ssl.endpoint.identification.algorithm",
                        CONNECTOR + "my.handler.url");
        assertThat(source.getValue(CONNECTOR + "ssl.endpoint.identification.algorithm"))
                .isEmpty();
        assertThat(source.getValue(CONNECTOR + "sasl.mechanism")).isEqualTo("SCRAM-SHA-512");
        assertThat(source.getValue(CONNECTOR + "security.protocol")).isEqualTo("SASL_SSL");
        assertThat(source.getValue(CONNECTOR + "sasl.jaas.config")).isEqualTo("module required password=\"p\";");
    }

    /**
     * The application reports the unreadable file, and does not start. To run that check, it needs the server's
     * configuration, so the source of this test must not fail.
     */
    @Test
    void anUnreadableFileGivesNoSettingsHere() {
        assertThat(new KafkaConfigSource(Map.of("KAFKA_CONFIG_FILE", "/no/such/file")).getPropertyNames())
                .isEmpty();
    }

    /** MicroProfile Config reads the same variable too, with the ordinal 300. */
    @Test
    void aVariableCountsMoreThanAnythingElseThatIsConfigured() {
        assertThat(new KafkaConfigSource(Map.of()).getOrdinal()).isGreaterThan(300);
    }

    @Test
    void theServerFindsIt() {
        assertThat(ServiceLoader.load(ConfigSource.class)).hasAtLeastOneElementOfType(KafkaConfigSource.class);
    }
}
