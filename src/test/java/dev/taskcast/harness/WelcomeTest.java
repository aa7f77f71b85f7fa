package dev.taskcast.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The text for a developer matches what the run does. */
class WelcomeTest {
    @Test
    void theTopicThatIsSetIsTheOneThatIsNamed() {
        String topic = Welcome.topic(Map.of("TASKCAST_KAFKA_TOPIC", "my-topic"));
        assertThat(new Welcome(8005, "127.0.0.1:9092", topic, true).text())
                .contains("Kafka      127.0.0.1:9092, topic my-topic\n")
                .contains("kcat -P -b 127.0.0.1:9092 -t my-topic\n")
                .doesNotContain("task-updates");
    }

    @Test
    void withoutOneItIsTheDefault() {
        assertThat(Welcome.topic(Map.of())).isEqualTo("task-updates");
        assertThat(Welcome.topic(Map.of("TASKCAST_KAFKA_TOPIC", " "))).isEqualTo("task-updates");
    }

    @Test
    void aSystemPropertyComesBeforeAVariable() {
        Map<String, String> both =
                Map.of("JVM_ARGS", "-Xmx1g -Dtaskcast.kafka.topic=theirs -Dx=y", "TASKCAST_KAFKA_TOPIC", "mine");
        assertThat(Welcome.topic(both)).isEqualTo("theirs");
    }
}
