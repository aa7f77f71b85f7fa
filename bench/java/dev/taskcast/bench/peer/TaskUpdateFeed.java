package dev.taskcast.bench.peer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The thread that reads the topic from its end and hands the updates of each poll over as one batch.
 *
 * <p>It waits while two batches are not {@link #delivered} yet, so that no backlog grows in memory.
 */
final class TaskUpdateFeed {
    private static final Logger LOG = Logger.getLogger(TaskUpdateFeed.class.getName());
    private static final String TOPIC = "task-updates";
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Semaphore batches = new Semaphore(2);
    private final String brokers;
    private volatile boolean ready;

    TaskUpdateFeed(String brokers) {
        this.brokers = brokers;
    }

    /** Starts reading; {@code batches} is called on the feed's thread. */
    void start(Consumer<List<TaskUpdate>> batches) {
        Thread thread = new Thread(() -> read(batches), "kafka");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether every event from now on will be read. */
    boolean isReady() {
        return ready;
    }

    /** Call it once for each batch, on any thread. */
    void delivered() {
        batches.release();
    }

    private void read(Consumer<List<TaskUpdate>> receiver) {
        // Kafka's default settings. No group: each process reads all partitions, from their end when it starts.
        Map<String, Object> settings = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            ready = true;
            while (true) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    batches.acquireUninterruptibly();
                    receiver.accept(updates(records));
                }
            }
        }
    }

    private static List<TaskUpdate> updates(ConsumerRecords<byte[], byte[]> records) {
        List<TaskUpdate> updates = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> kafka : records) {
            Optional.ofNullable(kafka.value())
                    .flatMap(TaskUpdate::of)
                    .ifPresentOrElse(updates::add, () -> LOG.warning("A record that is not an event was skipped"));
        }
        return updates;
    }
}
