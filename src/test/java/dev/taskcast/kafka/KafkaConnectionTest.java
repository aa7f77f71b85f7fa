package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.taskcast.harness.Fake;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

/** Clients are made of the settings of the connector, and not of those with which they would do harm. */
class KafkaConnectionTest {
    private static final String CONNECTOR = "mp.messaging.connector.taskcast-kafka.";

    private final Map<String, String> settings = new HashMap<>(Map.of(
            CONNECTOR + "bootstrap.servers",
            "127.0.0.1:1",
            CONNECTOR + "security.protocol",
            "SASL_PLAINTEXT",
            CONNECTOR + "sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"p\";"));

    /** Kafka's clients would try it without a pause. */
    @Test
    void aMechanismThatKafkaDoesNotHaveIsRefusedBeforeAClientIsMade() {
        settings.put(CONNECTOR + "sasl.mechanism", "a-secret");
        Throwable refused = catchThrowable(this::inspector);
        assertThat(RootCause.of(refused)).contains("KAFKA_SASL_MECHANISM has a value that Kafka does not take");
    }

    @Test
    void oneThatItHasIsNotNorWhatNobodyAsksFor() {
        settings.put(CONNECTOR + "sasl.mechanism", "PLAIN");
        inspector();
        settings.put(CONNECTOR + "sasl.mechanism", "a-secret");
        settings.put(CONNECTOR + "security.protocol", "PLAINTEXT");
        inspector();
    }

    @Test
    void whyNobodyAnswersIsFoundOut() {
        settings.put(CONNECTOR + "security.protocol", "PLAINTEXT");
        KafkaConnection connection = new KafkaConnection(config(), Clock.systemUTC());
        try (TopicInspector inspector = connection.inspector("task-updates", Duration.ofMillis(300))) {
            KafkaTrouble trouble = (KafkaTrouble) catchThrowable(inspector::inspect);
            assertThat(trouble).hasMessage("no broker answers: nobody listens there, or it cannot be reached");
            assertThat(trouble.forTheLog()).isEqualTo(trouble.getMessage() + " (127.0.0.1:1)");
        }
    }

    private void inspector() {
        new KafkaConnection(config(), Clock.systemUTC())
                .inspector("task-updates", Duration.ofMillis(300))
                .close();
    }

    private Config config() {
        return Fake.of(Config.class, (method, arguments) -> switch (method) {
            case "getPropertyNames" -> settings.keySet();
            case "getOptionalValue" -> Optional.ofNullable(settings.get((String) arguments[0]));
            default -> throw new UnsupportedOperationException(method);
        });
    }
}
