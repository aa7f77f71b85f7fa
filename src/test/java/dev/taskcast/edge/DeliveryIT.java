package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An event on the topic reaches every device of its users, as the producer wrote it, and no other device. */
class DeliveryIT extends EdgeScenario {
    private final String bob = Devices.user("bob");

    @ParameterizedTest
    @ValueSource(strings = {"task.created", "task.updated", "task.completed", "task.deleted", "task.of.another.kind"})
    void everyKindOfEventArrives(String type) throws Exception {
        Device device = devices.of(ada);
        Topic.publish(Topic.event(type, "\"user_id\":\"" + ada + "\"", "{\"id\":\"1\"}"));
        assertThat(device.next("task_update").string("event")).isEqualTo(type);
    }

    @Test
    void anEventHasAllItsFields() throws Exception {
        Device device = devices.of(ada);
        RecordMetadata record = Topic.update(ada, "{\"id\":\"1\"}");
        Frame frame = device.next("task_update");
        assertThat(frame.fields()).containsOnlyKeys("type", "event", "task", "id", "time", "cursor");
        assertThat(frame.string("id")).isEqualTo(record.partition() + "-" + record.offset());
        assertThat(Instant.parse(frame.string("time"))).isEqualTo(Instant.ofEpochMilli(record.timestamp()));
        assertThat(frame.cursor()).matches("[A-Za-z0-9_-]{9,}");
    }

    @Test
    void everyDeviceOfAUserGetsItsEventsInOrder() throws Exception {
        List<Device> mine = List.of(devices.of(ada), devices.of(ada), devices.of(ada));
        for (int i = 0; i < 10; i++) {
            Topic.update(ada, "{\"id\":" + i + "}");
        }
        for (Device device : mine) {
            for (int i = 0; i < 10; i++) {
                assertThat(device.nextTask()).isEqualTo("{\"id\":" + i + "}");
            }
            hasNothingElse(device, ada);
        }
    }

    @Test
    void aSharedTaskReachesItsUsersAndNobodyElse() throws Exception {
        Device first = devices.of(ada);
        Device second = devices.of(bob);
        String eve = Devices.user("eve");
        Device stranger = devices.of(eve);
        Topic.publish(
                Topic.event("task.updated", "\"user_ids\":[\"" + ada + "\",\"" + bob + "\"]", "{\"id\":\"shared\"}"));
        assertThat(first.nextTask()).isEqualTo("{\"id\":\"shared\"}");
        assertThat(second.nextTask()).isEqualTo("{\"id\":\"shared\"}");
        hasNothingElse(stranger, eve);
    }

    @Test
    void anEventForEveryoneReachesEveryone() throws Exception {
        Device first = devices.of(ada);
        Device second = devices.of(bob);
        Topic.publish(Topic.event("task.created", "\"audience\":\"all\"", "{\"id\":\"news\"}"));
        assertThat(first.nextTask()).isEqualTo("{\"id\":\"news\"}");
        assertThat(second.nextTask()).isEqualTo("{\"id\":\"news\"}");
    }

    @Test
    void aUserNeverSeesAnEventOfAnother() throws Exception {
        Device mine = devices.of(ada);
        Topic.update(bob, "{\"id\":\"secret\"}");
        Topic.update(ada + " ", "{\"id\":\"secret\"}");
        Topic.update(ada.toUpperCase(Locale.ROOT), "{\"id\":\"secret\"}");
        Topic.update(ada, "{\"id\":\"mine\"}");
        assertThat(mine.nextTask()).isEqualTo("{\"id\":\"mine\"}");
        hasNothingElse(mine, ada);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"price\":1.10,\"id\":\"1\",\"big\":123456789012345678901234567890}",
                "{\"z\":1,\"a\":2,\"id\":\"\\u00e4\\uD83D\\uDE00\\u0041\",\"n\":1e5}",
                "{ \"id\" : \"1\" , \"title\" : \"ä 😀 </script> \\\"\\\\ \\/\" }",
                "{\"id\":\"1\",\"type\":\"task_update\",\"cursor\":\"mine\",\"nested\":{\"a\":[null,true,{}]}}"
            })
    void aTaskArrivesCharacterByCharacter(String task) throws Exception {
        Device device = devices.of(ada);
        Topic.update(ada, task);
        assertThat(device.nextTask()).isEqualTo(task);
    }

    @Test
    void recordsThatCannotBeUsedAreSkippedAndTheGoodOnesArrive() throws Exception {
        Device device = devices.of(ada);
        double before = unusableRecords();
        Topic.update(ada, "{\"id\":1}");
        for (String bad : List.of(
                "not json",
                "[]",
                "{}",
                "{\"event_type\":1}",
                "\"",
                "{\"user_id\":\"" + ada + "\"}",
                "{".repeat(5_000))) {
            Topic.publish(bad);
        }
        Topic.publish((byte[]) null);
        Topic.publish(new byte[] {(byte) 0xff, 0, 1});
        Topic.update(ada, "\"no object\"");
        Topic.update(ada, "{\"id\":2}");
        assertThat(device.nextTask()).isEqualTo("{\"id\":1}");
        assertThat(device.nextTask()).isEqualTo("{\"id\":2}");
        assertThat(unusableRecords() - before).isEqualTo(10);
    }

    @Test
    void aClientThatAcceptsBatchesGetsWhatIsPendingInOneFrame() throws Exception {
        Device before = devices.of(ada);
        Topic.update(ada, "{\"id\":0}");
        String cursor = before.next("task_update").cursor();
        for (int i = 1; i <= 5; i++) {
            Topic.update(ada, "{\"id\":" + i + "}");
            before.next("task_update");
        }
        Device device = devices.connect(
                Knock.byQuery(devices.tokens.of(ada)).query("cursor", cursor).query("accept", "batch"));
        assertThat(device.next("welcome").string("resume")).isEqualTo("resumed");
        Frame batch = device.next("batch");
        assertThat((List<?>) batch.fields().get("frames")).hasSize(5);
        assertThat(batch.text())
                .containsSubsequence("{\"id\":1}", "{\"id\":2}", "{\"id\":3}", "{\"id\":4}", "{\"id\":5}");
    }

    @Test
    void aClientOfTheServiceBeforeWorksUnchanged() throws Exception {
        Device device = devices.connect(Knock.byQuery(devices.tokens.of(ada)));
        device.send("{\"type\":\"ping\"}");
        known(device, "pong");
        Topic.publish(Topic.event(
                "task.completed", "\"user_id\":\"" + ada + "\"", "{\"id\":\"7\",\"status\":\"completed\"}"));
        Frame frame = known(device, "task_update");
        assertThat(frame.string("event")).isEqualTo("task.completed");
        assertThat(frame.fields()).containsEntry("task", Map.of("id", "7", "status", "completed"));
    }

    private double unusableRecords() throws Exception {
        return devices.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("taskcast_unusable_records_total{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** An older client does this: it takes the frames that it knows and ignores the others. */
    private static Frame known(Device device, String type) throws InterruptedException {
        Frame frame = device.next();
        while (!frame.type().equals(type)) {
            frame = device.next();
        }
        return frame;
    }
}
