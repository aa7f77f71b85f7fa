package dev.taskcast.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** The processes of the harness are real: they serve, they die, and they come back with what they had. */
class HarnessIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void brokerKeepsItsTopicsWhenItIsKilled() throws Exception {
        try (KafkaBroker broker = new KafkaBroker(Ports.free(), Path.of("target/test-kafka/harness")).start()) {
            Object before = topicId(broker);
            broker.kill();
            assertThat(Ports.isTaken(broker.port())).isFalse();
            broker.start();
            assertThat(topicId(broker)).isEqualTo(before);
        }
    }

    @Test
    void anotherGatewayServesUntilItIsStopped() {
        int port = Ports.free();
        GatewayFolder folder = GatewayFolder.create("harness");
        Map<String, String> environment = Map.of("KAFKA_BOOTSTRAP_SERVERS", Gateway.brokers());
        try (GatewayProcess gateway =
                GatewayProcess.start(folder, port, environment).awaitReady()) {
            assertThat(Ports.isTaken(port)).isTrue();
            gateway.stop();
            Await.until(SOON, () -> !Ports.isTaken(port), "port " + port + " to be free again");
            assertThat(gateway.isAlive()).isFalse();
        }
    }

    private static Object topicId(KafkaBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            return admin.describeTopics(List.of("task-updates"))
                    .allTopicNames()
                    .get(SOON.toSeconds(), TimeUnit.SECONDS)
                    .get("task-updates")
                    .topicId();
        }
    }
}
