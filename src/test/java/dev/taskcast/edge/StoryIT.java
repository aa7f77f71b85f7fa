package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.harness.Gateway;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/**
 * Why did this device not get this event? Five prepared causes, each found by the questions of
 * docs/why-not-delivered.md. The test asks them as an operator does.
 */
class StoryIT extends EdgeScenario {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** How many large events exceed all kernel buffers together. */
    private static final int MORE_THAN_BUFFERS = 100;

    @Test
    void wrongUser() throws Exception {
        String bob = Devices.user("bob");
        Device device = devices.of(bob);
        String id = id(Topic.update(ada, "{\"id\":1}"));

        Map<String, Object> event = event(id);
        assertThat(event.get("users")).isEqualTo(List.of(ada));
        assertThat(event.get("absent")).isEqualTo(List.of(ada));
        assertThat((List<?>) event.get("sessions")).isEmpty();
        assertThat(one(list(ask("sessions?user=" + bob), "sessions"))).containsEntry("user", bob);
        hasNothingElse(device, bob);
    }

    @Test
    void theRecordCannotBeUsed() throws Exception {
        Device device = devices.of(ada);
        String id = id(Topic.publish("{\"event_type\":\"task.updated\",\"user_id\":\"" + ada + "\"}"));
        hasNothingElse(device, ada);

        Map<String, Object> story = ask("events/" + id);
        assertThat(list(story, "found")).isEmpty();
        assertThat(list(story, "unusable")).anySatisfy(record -> {
            assertThat(record.get("partition") + "-" + record.get("offset")).isEqualTo(id);
            assertThat(record.get("reason")).isEqualTo("no_task");
        });
    }

    @Test
    void theDeviceWasReset() throws Exception {
        String id = id(Topic.update(ada, "{\"id\":1}"));
        event(id);
        Device device =
                devices.connect(Knock.byHeader(devices.tokens.of(ada)).query("cursor", "of a topic that is no more"));
        assertThat(device.next("welcome").string("resume")).isEqualTo("reset");

        assertThat(one(list(event(id), "sessions"))).containsEntry("state", "before");
        assertThat(one(list(ask("sessions?user=" + ada), "sessions"))).containsEntry("reset", "malformed_cursor");
    }

    @Test
    void theTokenExpired() throws Exception {
        Device device = devices.connect(Knock.byHeader(devices.tokens.of(ada, Duration.ofSeconds(2))));
        device.next("welcome");
        assertThat(device.close()).startsWith("4001");
        String id = id(Topic.update(ada, "{\"id\":1}"));

        Map<String, Object> event = event(id);
        assertThat(event.get("absent")).isEqualTo(List.of(ada));
        Map<String, Object> ended = one(list(event, "ended"));
        assertThat(ended.get("code")).hasToString("4001");
        assertThat(ended.get("reason")).isEqualTo("token expired");
        assertThat(ended.get("state")).isNotEqualTo("handed");
    }

    @Test
    void theDeviceIsSlow() throws Exception {
        try (RawSocket device = RawSocket.welcomed(Gateway.uri("/"), devices.tokens.of(ada))) {
            String large = "{\"id\":1,\"text\":\"" + "x".repeat(150_000) + "\"}";
            for (int i = 0; i < MORE_THAN_BUFFERS; i++) {
                Topic.update(ada, large);
            }
            Await.until(
                    PATIENCE,
                    () -> one(list(ask("sessions?user=" + ada), "sessions"))
                            .get("state")
                            .equals("stuck"),
                    "a device that does not read");
            String id = id(Topic.update(ada, large));

            assertThat(one(list(event(id), "sessions"))).containsEntry("state", "not_yet");
            assertThat(device).isNotNull();
        }
    }

    private static String id(RecordMetadata record) {
        return record.partition() + "-" + record.offset();
    }

    /** The event with {@code id}, once it was read. */
    private Map<String, Object> event(String id) {
        Await.until(PATIENCE, () -> !list(ask("events/" + id), "found").isEmpty(), "the event " + id);
        try {
            return one(list(ask("events/" + id), "found"));
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private Map<String, Object> ask(String path) throws Exception {
        String token = devices.tokens.withRole("operator", "admin");
        HttpRequest request = HttpRequest.newBuilder(Gateway.uri("/admin/" + path))
                .header("Authorization", "Bearer " + token)
                .build();
        return Frame.read(devices.send(request).body()).fields();
    }

    private static List<Map<String, Object>> list(Map<String, Object> answer, String name) {
        assertThat(answer.get(name)).as("%s of %s", name, answer).isInstanceOf(List.class);
        List<Map<String, Object>> all = new ArrayList<>();
        for (Object each : (List<?>) answer.get(name)) {
            Map<String, Object> members = new HashMap<>();
            ((Map<?, ?>) each).forEach((member, value) -> members.put(member.toString(), value));
            all.add(members);
        }
        return all;
    }

    private static Map<String, Object> one(List<Map<String, Object>> all) {
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
