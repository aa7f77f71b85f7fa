package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clients get the settings of the connector, without the settings that would do harm. */
class KafkaConnectionTest {
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "bootstrap.servers",
            "127.0.0.1:1",
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"p\";"));

    /** Kafka's clients would try the mechanism again and again, without a pause. */
    @Test
    void aMechanismThatKafkaDoesNotHaveIsRefusedBeforeAClientIsMade() {
        settings.put("sasl.mechanism", "a-secret");
        Throwable refused = catchThrowable(this::inspector);
        assertThat(RootCause.of(refused)).contains("KAFKA_SASL_MECHANISM has a value that Kafka does not accept");
    }

    @Test
    void aKnownMechanismAndAnUnusedMechanismAreNotRefused() {
        settings.put("sasl.mechanism", "PLAIN");
        inspector();
        settings.put("sasl.mechanism", "a-secret");
        settings.put("security.protocol", "PLAINTEXT");
        inspector();
    }

    @Test
    void theReasonWhyNoBrokerAnswersIsFound() {
        settings.put("security.protocol", "PLAINTEXT");
        KafkaConnection connection = connection();
        try (TopicInspector inspector = connection.inspector("task-updates", Duration.ofMillis(300))) {
            KafkaTrouble trouble = (KafkaTrouble) catchThrowable(inspector::inspect);
            assertThat(trouble).hasMessage("no broker answers: nothing listens there, or it cannot be reached");
            assertThat(trouble.forTheLog()).isEqualTo(trouble.getMessage() + " (127.0.0.1:1)");
        }
    }

    private void inspector() {
        connection().inspector("task-updates", Duration.ofMillis(300)).close();
    }

    private KafkaConnection connection() {
        return new KafkaConnection(GivenConfig.of(settings, KafkaConfigSource.NAME), Clock.systemUTC());
    }
}
