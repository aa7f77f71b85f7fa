package dev.taskcast.reliability;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads all reports of presence by replicas. It reads them again for each question. */
final class PresenceTopicReader implements AutoCloseable {
    private final KafkaConsumer<String, String> consumer;
    private final List<TopicPartition> partitions;

    PresenceTopicReader(String brokers, String topic, int partitions) {
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers), new StringDeserializer(), new StringDeserializer());
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(this.partitions);
    }

    /** The records whose key ends in {@code ending}, in the order of their partition. */
    List<ConsumerRecord<String, String>> of(String ending) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.seekToBeginning(partitions);
        List<ConsumerRecord<String, String>> found = new ArrayList<>();
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                if (record.key().endsWith(ending)) {
                    found.add(record);
                }
            });
        }
        return found;
    }

    /** The replica that has sessions of {@code user}. */
    String replicaOf(String user) {
        return of("/" + user).get(0).key().split("/")[0];
    }

    /** The last record with {@code key}. */
    ConsumerRecord<String, String> last(String key) {
        List<ConsumerRecord<String, String>> records = of(key);
        return records.get(records.size() - 1);
    }

    /** The header {@code name} of {@code record}. */
    static String header(ConsumerRecord<String, String> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name))
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .orElse("");
    }

    /** The time in the field {@code name} of {@code json}. */
    static Optional<Instant> time(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        return matcher.find() ? Optional.of(Instant.parse(matcher.group(1))) : Optional.empty();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
