package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Tests revocations with their own topic. No other topic can revoke, and every replica knows the revocations before it
 * is ready.
 */
@Scenario
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlTopicIT {
    private static final String TASKS = "controlled";
    private static final String CONTROL = "controlled-revocations";
    private static final String UNUSABLE = "taskcast_unusable_records_total";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Map<String, String> SETTINGS = Map.of(
            "TASKCAST_KAFKA_TOPIC", TASKS,
            "TASKCAST_KAFKA_CONTROL_TOPIC", CONTROL,
            "TASKCAST_DAPR_TRUST_NETWORK", "true");

    private final Ring ring = Ring.get();
    private final Topics topics = new Topics(ring.broker().address());
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", ring.broker().address()), new ByteArraySerializer(), new ByteArraySerializer());

    @AfterAll
    void stop() {
        producer.close();
        topics.close();
    }

    @Test
    void onlyTheControlTopicRevokes() throws Exception {
        topics.create(TASKS, 1);
        try (Replica replica = ring.replica("controlled", SETTINGS).start()) {
            replica.await(PATIENCE, "/health/ready", 503, "topic " + CONTROL + " does not exist");
            topics.create(CONTROL, 1);
            write(CONTROL, 0, revocation("early"));
            replica.awaitReady();
            assertThat(device(replica, "early"))
                    .as("the revocation is known before the replica is ready")
                    .succeedsWithin(PATIENCE)
                    .isEqualTo(4003);

            CompletableFuture<Integer> ada = device(replica, "ada");
            write(TASKS, 0, revocation("ada"));
            Await.until(PATIENCE, () -> replica.metric(UNUSABLE) == 1, "the revocation in the task topic is refused");
            write(CONTROL, 0, "{\"event_type\":\"task.updated\",\"user_id\":\"ada\",\"task\":{\"id\":1}}");
            Await.until(PATIENCE, () -> replica.metric(UNUSABLE) == 2, "the task in the control topic is refused");
            assertThat(replica.console()).contains("NOT_ALLOWED (event_type", "NOT_A_REVOCATION (control topic: ");
            assertThat(dapr(replica, revocation("ada"))).isEqualTo("{\"status\":\"DROP\"}");
            assertThat(post(replica, "publisher", "ada")).isEqualTo(403);
            assertThat(ada).isNotDone();
            write(CONTROL, 0, revocation("ada"));
            assertThat(ada).succeedsWithin(PATIENCE).isEqualTo(4003);

            CompletableFuture<Integer> bob = device(replica, "bob");
            assertThat(post(replica, "revoker", "bob")).isEqualTo(202);
            assertThat(bob).succeedsWithin(PATIENCE).isEqualTo(4003);
        }
    }

    @Test
    void theControlTopicMayGrowAndBeMadeAgain() throws Exception {
        topics.create("growing", 1);
        topics.create("growing-revocations", 1);
        Map<String, String> settings =
                Map.of("TASKCAST_KAFKA_TOPIC", "growing", "TASKCAST_KAFKA_CONTROL_TOPIC", "growing-revocations");
        try (Replica replica = ring.replica("growing", settings).start().awaitReady()) {
            List<CompletableFuture<Integer>> devices = List.of(device(replica, "ada"), device(replica, "bob"));
            topics.grow("growing-revocations", 2);
            write("growing-revocations", 1, revocation("ada"));
            assertThat(devices.get(0)).succeedsWithin(PATIENCE).isEqualTo(4003);
            topics.delete("growing-revocations");
            replica.await(PATIENCE, "/health/ready", 503, "topic growing-revocations does not exist");
            topics.create("growing-revocations", 1);
            write("growing-revocations", 0, revocation("bob"));
            assertThat(devices.get(1)).succeedsWithin(PATIENCE).isEqualTo(4003);
            replica.awaitReady();
        }
    }

    private static String revocation(String user) {
        return "{\"event_type\":\"session.revoke\",\"user_id\":\"" + user + "\",\"issued_before\":\""
                + Instant.now().plusSeconds(5) + "\"}";
    }

    private void write(String topic, int partition, String value) throws Exception {
        producer.send(new ProducerRecord<>(topic, partition, null, value.getBytes(StandardCharsets.UTF_8)))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private int post(Replica replica, String role, String user) throws Exception {
        String token = ring.tokens().withRole("identity", role);
        return replica.post("/events", token, revocation(user))
                .get(1, TimeUnit.MINUTES)
                .statusCode();
    }

    private String dapr(Replica replica, String data) throws Exception {
        String event =
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"app\",\"type\":\"com.dapr.event.sent\",\"data\":"
                        + data + "}";
        return replica.post("/task-updates", "", event).get(1, TimeUnit.MINUTES).body();
    }

    /**
     * Connects a device of {@code user}, which the gateway can welcome or refuse. The future has the code of its close.
     */
    private CompletableFuture<Integer> device(Replica replica, String user) {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        CompletableFuture<Void> answered = new CompletableFuture<>();
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + ring.tokens().of(user))
                .buildAsync(replica.socket().resolve("/ws"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
                        answered.complete(null);
                        socket.request(1);
                        return null;
                    }

                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int closeCode, String reason) {
                        answered.complete(null);
                        code.complete(closeCode);
                        return null;
                    }
                })
                .join();
        answered.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        return code;
    }
}
