package dev.taskcast.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.Damage;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * For every way to write records: committed and usable records arrive in order, and all others do not stop the rest.
 */
class RecordsIT extends EdgeScenario {
    private static final int MIB = 1 << 20;
    private static final byte[] NOT_UTF8 = {(byte) 0xff, (byte) 0xc0, 0};

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void compressedBatchesArriveInOrder(String codec) throws Exception {
        Device device = devices.of(ada);
        try (OwnProducer compressed = new OwnProducer(Map.of("compression.type", codec, "linger.ms", 50))) {
            for (int i = 0; i < 100; i++) {
                compressed.send(bytes(update("{\"id\":" + i + ",\"title\":\"milk milk milk milk\"}")));
            }
            compressed.flush();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(device.nextTask()).startsWith("{\"id\":" + i + ",");
        }
    }

    @Test
    void anAbortedRecordIsNeverDelivered() throws Exception {
        Device device = devices.of(ada);
        try (OwnProducer transactional =
                OwnProducer.transactional(UUID.randomUUID().toString())) {
            transactional.begin();
            transactional.publish(update("{\"id\":\"aborted\"}"));
            transactional.abort();
            transactional.begin();
            transactional.publish(update("{\"id\":1}"));
            transactional.publish(update("{\"id\":2}"));
            transactional.commit();
        }
        Topic.publish(update("{\"id\":3}"));
        for (int i = 1; i <= 3; i++) {
            assertThat(device.nextTask()).isEqualTo("{\"id\":" + i + "}");
        }
    }

    @Test
    void recordsBehindAnOpenTransactionWaitForItsEnd() throws Exception {
        Device device = devices.of(ada);
        try (OwnProducer transactional =
                        OwnProducer.transactional(UUID.randomUUID().toString());
                OwnProducer elsewhere = new OwnProducer(Map.of())) {
            transactional.begin();
            transactional.publish(update("{\"id\":\"in the transaction\"}"));
            Topic.publish(update("{\"id\":\"behind it\"}"));
            elsewhere.publishElsewhere(update("{\"id\":\"in another partition\"}"));
            assertThat(device.nextTask()).isEqualTo("{\"id\":\"in another partition\"}");
            transactional.commit();
        }
        assertThat(device.nextTask()).isEqualTo("{\"id\":\"in the transaction\"}");
        assertThat(device.nextTask()).isEqualTo("{\"id\":\"behind it\"}");
    }

    @Test
    void aRecordOfOneMebibyteArrivesAndOneByteMoreIsSkipped() throws Exception {
        Device device = devices.of(ada);
        try (OwnProducer large = new OwnProducer(Map.of("compression.type", "gzip", "max.request.size", 4 * MIB));
                DeadLetterTopic dead = new DeadLetterTopic()) {
            String task = "{\"id\":1,\"x\":\"%s\"}";
            int filling = MIB - update(task.formatted("")).length();
            RecordMetadata tooLarge = large.publish(update(task.formatted("x".repeat(filling + 1))));
            large.publish(update(task.formatted("x".repeat(filling))));
            assertThat(device.nextTask()).hasSize(task.formatted("").length() + filling);
            assertThat(DeadLetterTopic.header(dead.copyOf(tooLarge), "taskcast-reason"))
                    .isEqualTo("too_large");
        }
    }

    @Test
    void headersInAnyEncodingDoNoHarm() throws Exception {
        Device device = devices.of(ada);
        Header[] odd = {
            new RecordHeader("", NOT_UTF8),
            new RecordHeader("traceparent", (byte[]) null),
            new RecordHeader("content-type", NOT_UTF8),
            new RecordHeader("zoë 😀", new byte[0]),
            new RecordHeader("__TypeId__", bytes("com.example.Task"))
        };
        Topic.publish(update("{\"id\":1}"), odd);
        Topic.publish(
                "{\"id\":2}",
                header("ce_specversion", "1.0"),
                header("ce_id", "first"),
                header("ce_id", "last one counts ä"),
                header("ce_source", "/" + ada),
                header("ce_type", "task.updated"),
                header("ce_taskcastuser", ada),
                new RecordHeader("ce_extra", NOT_UTF8));
        assertThat(device.nextTask()).isEqualTo("{\"id\":1}");
        Frame frame = device.next("task_update");
        assertThat(frame.task()).isEqualTo("{\"id\":2}");
        assertThat(frame.string("id")).isEqualTo("last one counts ä");
    }

    @Test
    void onlyACopyIsDroppedNotAnotherEventWithTheSameId() throws Exception {
        Device device = devices.of(ada);
        double reused = metric("taskcast_repeated_ids_total{outcome=\"id_reused\"");
        double copies = metric("taskcast_repeated_ids_total{outcome=\"copy_dropped\"");
        for (int revision : new int[] {1, 2, 2, 1}) {
            Topic.publish(cloudEvent("task-1", "{\"id\":\"task-1\",\"rev\":" + revision + "}"));
        }
        Set<String> names = new HashSet<>();
        for (int revision : new int[] {1, 2, 1}) {
            Frame frame = device.next("task_update");
            assertThat(frame.task()).isEqualTo("{\"id\":\"task-1\",\"rev\":" + revision + "}");
            assertThat(frame.string("id")).isEqualTo("task-1");
            names.add(frame.string("fingerprint"));
        }
        assertThat(names).hasSize(2).doesNotContainNull();
        assertThat(metric("taskcast_repeated_ids_total{outcome=\"id_reused\"") - reused)
                .isEqualTo(2);
        assertThat(metric("taskcast_repeated_ids_total{outcome=\"copy_dropped\"") - copies)
                .isEqualTo(1);
    }

    @Test
    void aTaskWithFieldsThatLookLikeAddressesReachesOnlyItsUser() throws Exception {
        Device device = devices.of(ada);
        Device eve = devices.of(ada + "-eve");
        String task =
                "{\"id\":1,\"event_type\":\"session.revoke\",\"user_id\":\"" + ada + "-eve\",\"task\":{\"id\":2}}";
        Topic.publish(cloudEvent("e-1", task));
        Topic.publish(cloudEvent("e-2", task.replace("session.revoke", "task.updated")));
        assertThat(device.nextTask()).isEqualTo(task);
        assertThat(device.nextTask()).isEqualTo(task.replace("session.revoke", "task.updated"));
        hasNothingElse(eve, ada + "-eve");
    }

    @Test
    void anUnusableRecordIsInTheDeadLetterTopicUnchanged() throws Exception {
        Device device = devices.of(ada);
        try (DeadLetterTopic dead = new DeadLetterTopic()) {
            RecordMetadata tombstone = Topic.publish((byte[]) null);
            RecordMetadata oneByte = Topic.publish(new byte[] {'{'});
            RecordMetadata twice = Topic.publish("\"{\\\"event_type\\\":\\\"task.updated\\\"}\"");
            RecordMetadata nobody = Topic.publish("{\"event_type\":\"task.updated\",\"task\":{\"id\":1}}");
            RecordMetadata noAttribute =
                    Topic.publish("{\"id\":1}", header("ce_specversion", "1.0"), new RecordHeader("ce_id", NOT_UTF8));
            Topic.publish(update("{\"id\":2}"));
            assertThat(device.nextTask()).isEqualTo("{\"id\":2}");

            assertThat(dead.copyOf(tombstone).value()).isNull();
            thenItIs(dead.copyOf(tombstone), tombstone, "empty");
            assertThat(dead.copyOf(oneByte).value()).isEqualTo(new byte[] {'{'});
            thenItIs(dead.copyOf(oneByte), oneByte, "not_json");
            thenItIs(dead.copyOf(twice), twice, "encoded_twice");
            thenItIs(dead.copyOf(nobody), nobody, "no_address");
            thenItIs(dead.copyOf(noAttribute), noAttribute, "bad_envelope");
            assertThat(dead.copyOf(noAttribute).headers().lastHeader("ce_id").value())
                    .isEqualTo(NOT_UTF8);
        }
    }

    @Test
    void tenThousandDamagedRecordsAreCountedAndCopiedAndStopNothing() throws Exception {
        Device device = devices.of(ada);
        Damage damage = new Damage();
        byte[] good = bytes(Topic.event("task.updated", "\"user_id\":\"nobody\"", "{\"id\":1,\"title\":\"milk\"}"));
        try (DeadLetterTopic dead = new DeadLetterTopic();
                OwnProducer producer = new OwnProducer(Map.of())) {
            long first = Topic.publish(update("{\"id\":0}")).offset();
            assertThat(device.nextTask()).isEqualTo("{\"id\":0}");
            double before = unusable();
            for (int block = 1; block <= 20; block++) {
                IntStream.range(0, 500).forEach(i -> producer.send(damage.several(good)));
                producer.send(bytes(update("{\"id\":" + block + "}")));
            }
            producer.flush();
            Frame frame = null;
            for (int block = 1; block <= 20; block++) {
                frame = device.next("task_update");
                assertThat(frame.task()).isEqualTo("{\"id\":" + block + "}");
            }
            int skipped = (int) (unusable() - before);
            assertThat(skipped).isBetween(1_000, 10_000);
            dead.await(() -> dead.copiesSince(first).size() >= skipped, "copies of " + skipped);
            assertThat(dead.copiesSince(first).stream().map(copy -> DeadLetterTopic.header(copy, "taskcast-offset")))
                    .hasSize(skipped)
                    .doesNotHaveDuplicates();
            Device later = devices.connect(Knock.byQuery(devices.tokens.of(ada)).query("cursor", frame.cursor()));
            assertThat(later.next("welcome").string("resume")).isEqualTo("resumed");
            hasNothingElse(later, ada);
        }
    }

    private String update(String task) {
        return Topic.event("task.updated", "\"user_id\":\"" + ada + "\"", task);
    }

    private String cloudEvent(String id, String task) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/" + ada + "\",\"type\":\"task.updated\","
                + "\"taskcastuser\":\"" + ada + "\",\"data\":" + task + "}";
    }

    private double unusable() throws Exception {
        return metric("taskcast_unusable_records_total{");
    }

    private double metric(String name) throws Exception {
        return devices.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static void thenItIs(ConsumerRecord<byte[], byte[]> copy, RecordMetadata record, String reason) {
        assertThat(List.of("taskcast-topic", "taskcast-partition", "taskcast-offset", "taskcast-reason"))
                .extracting(name -> DeadLetterTopic.header(copy, name))
                .containsExactly("task-updates", "0", Long.toString(record.offset()), reason);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
