package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.harness.Gateway;
import dev.taskcast.harness.TestTokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** A gateway that reaches a broker with TLS and passwords, configured only by documented variables. */
class SecuredBrokerIT {
    private final TestTokens tokens = Gateway.tokens();
    private final String ada = Devices.user("ada");

    @Test
    void eventsArriveFromABrokerWithTlsAndPasswords() throws Exception {
        try (SecuredBroker broker = new SecuredBroker();
                Target target = new Target("secured", variables(broker, SecuredBroker.PASSWORD));
                RawSocket device = RawSocket.welcomed(target.uri, tokens.of(ada));
                KafkaProducer<byte[], byte[]> producer = producer(broker, SecuredBroker.PASSWORD);
                KafkaProducer<byte[], byte[]> stranger = producer(broker, "another password")) {
            assertThatThrownBy(() -> send(stranger, event(0))).hasCauseInstanceOf(SaslAuthenticationException.class);
            send(producer, event(1));
            assertThat(device.text()).contains("\"task_update\"", "\"task\":{\"id\":1}");
            assertThat(Backend.publisher(target.uri, tokens)
                            .post(Backend.JSON, event(2))
                            .statusCode())
                    .isEqualTo(202);
            assertThat(device.text()).contains("\"task_update\"", "\"task\":{\"id\":2}");
            thenItListenedOnceTheApplicationRan(target);
            for (Path file : target.output()) {
                assertThat(Target.read(file).contains(SecuredBroker.PASSWORD))
                        .as("the password in %s", file)
                        .isFalse();
            }
        }
    }

    /** Otherwise the server would answer 404 while the application starts, and Dapr drops an event after a 404. */
    private static void thenItListenedOnceTheApplicationRan(Target target) throws IOException {
        Path messages = target.output().stream()
                .filter(file -> file.endsWith("messages.log"))
                .findFirst()
                .orElseThrow();
        assertThat(Target.read(messages))
                .containsSubsequence(
                        "CWWKZ0001I: Application taskcast started", "CWWKO0219I: TCP Channel defaultHttpEndpoint");
    }

    /** The variables of docs/kafka-security.md, with this broker's address, certificate and password. */
    private static Map<String, String> variables(SecuredBroker broker, String password) throws IOException {
        Map<String, String> variables =
                KafkaExample.of("SCRAM").at(broker, password).variables();
        assertThat(variables).hasSize(6).containsEntry("KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
        return variables;
    }

    /** The same for the test's own client: {@code KAFKA_X_Y} becomes {@code x.y}. */
    private static KafkaProducer<byte[], byte[]> producer(SecuredBroker broker, String password) throws IOException {
        Map<String, Object> settings = new HashMap<>();
        variables(broker, password).forEach((name, value) -> {
            if (name.startsWith("KAFKA_")) {
                settings.put(
                        name.substring("KAFKA_".length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        value);
            }
        });
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String event) throws Exception {
        producer.send(new ProducerRecord<>("task-updates", event.getBytes(StandardCharsets.UTF_8)))
                .get();
    }

    private String event(int id) {
        return Topic.event("task.updated", "\"user_id\":\"" + ada + "\"", "{\"id\":" + id + "}");
    }
}
