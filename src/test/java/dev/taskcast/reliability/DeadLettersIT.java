package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Every replica reads every unusable record, but the dead-letter topic gets only one copy of it. */
@Scenario
class DeadLettersIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int PARTITIONS = 6;
    private static final int RECORDS = 10 * PARTITIONS;
    private static final String DEAD = "task-updates-dlq";
    private static final TopicPartition LETTERS = new TopicPartition(DEAD, 0);

    private final Ring ring = Ring.get();
    private final String brokers = ring.broker().address();

    @Test
    void twoReplicasMakeOneCopy() throws Exception {
        ring.pair();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers));
                KafkaConsumer<byte[], byte[]> letters = letters()) {
            Await.until(DEADLINE, () -> places(admin).size() == PARTITIONS, "a place in every partition");
            long before = letters.position(LETTERS);
            Map<TopicPartition, Long> ends = publish();
            Await.until(DEADLINE, () -> isPast(places(admin), ends), "places behind all that was published");

            List<String> copies = read(letters, before);
            Set<String> published =
                    IntStream.range(0, RECORDS).mapToObj(Integer::toString).collect(Collectors.toSet());
            assertThat(copies).containsExactlyInAnyOrderElementsOf(published);
        }
    }

    private KafkaConsumer<byte[], byte[]> letters() {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(LETTERS));
        consumer.seekToEnd(List.of(LETTERS));
        return consumer;
    }

    /** The offsets of the group of all replicas. A partition that the group has not read yet is missing. */
    private static Map<TopicPartition, Long> places(Admin admin) throws Exception {
        Map<TopicPartition, Long> places = new HashMap<>();
        admin.listConsumerGroupOffsets("taskcast-to-" + DEAD)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, place) -> places.put(partition, place.offset()));
        return places;
    }

    private static boolean isPast(Map<TopicPartition, Long> places, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> places.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    /**
     * Publishes numbers, which are not events, to all partitions. It returns the offset after the last number of each
     * partition.
     */
    private Map<TopicPartition, Long> publish() throws Exception {
        Map<TopicPartition, Long> ends = new HashMap<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                TopicPartition partition = new TopicPartition(Ring.TOPIC, i % PARTITIONS);
                byte[] value = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
                ends.put(
                        partition,
                        producer.send(new ProducerRecord<>(Ring.TOPIC, partition.partition(), (byte[]) null, value))
                                        .get()
                                        .offset()
                                + 1);
            }
        }
        return ends;
    }

    private static List<String> read(KafkaConsumer<byte[], byte[]> letters, long from) {
        long end = letters.endOffsets(List.of(LETTERS)).get(LETTERS);
        letters.seek(LETTERS, from);
        List<String> copies = new ArrayList<>();
        Await.until(
                DEADLINE,
                () -> {
                    for (ConsumerRecord<byte[], byte[]> copy : letters.poll(Duration.ofMillis(50))) {
                        copies.add(new String(copy.value(), StandardCharsets.UTF_8));
                    }
                    return letters.position(LETTERS) >= end;
                },
                "the end of the dead-letter topic");
        return copies;
    }
}
