package dev.taskcast.kafka;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Kafka as two partitions in memory, with clients that the test controls and a group that keeps its offsets. */
final class FakeConnection extends KafkaConnection {
    private static final List<TopicPartition> PARTITIONS =
            List.of(new TopicPartition("tasks", 0), new TopicPartition("tasks", 1));

    final Deque<TopicInspector> inspectors = new ArrayDeque<>();
    final Deque<FakeProducer> producers = new ArrayDeque<>();
    final List<Integer> mostRecords = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> records;
    /** The offset of partition 0 that cannot be read. */
    long unreadable = -1;

    private final Map<TopicPartition, Long> kept = new HashMap<>();
    boolean closingFails;
    int inspectorsAskedFor;
    private int open;

    FakeConnection(List<ConsumerRecord<byte[], byte[]>> records) {
        super(null, Clock.systemUTC());
        this.records = records;
    }

    /** How many members were not closed. */
    int open() {
        return open;
    }

    @Override
    TopicInspector inspector(String topic, Duration timeout) {
        inspectorsAskedFor++;
        return inspectors.remove();
    }

    @Override
    Producer<byte[], byte[]> copier() {
        return producers.remove();
    }

    @Override
    Consumer<byte[], byte[]> member(String group, Values values, int most) {
        mostRecords.add(most);
        return new Member();
    }

    private static void failAt(long position, long broken) {
        if (position == broken) {
            throw new KafkaException("Record batch is invalid");
        }
    }

    /** Reads partition by partition, to find readable records. */
    @Override
    Consumer<byte[], byte[]> consumer(Values values, int most) {
        return new MockConsumer<>("none") {
            @Override
            public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
                Map<TopicPartition, Long> ends = new HashMap<>();
                partitions.forEach(partition -> ends.put(partition, (long) records.size()));
                return ends;
            }

            @Override
            public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                TopicPartition partition = assignment().iterator().next();
                long position = position(partition);
                failAt(partition.partition() == 0 ? position : -2, unreadable);
                seek(partition, position + 1);
                return super.poll(timeout);
            }
        };
    }

    /** Gets its partitions when it subscribes, and commits its position when it is closed. */
    private final class Member extends MockConsumer<byte[], byte[]> {
        Member() {
            super("none");
            open++;
        }

        @Override
        public synchronized void subscribe(Collection<String> topics) {
            super.subscribe(topics);
            rebalance(PARTITIONS);
            for (TopicPartition partition : PARTITIONS) {
                updateBeginningOffsets(Map.of(partition, 0L));
                seek(partition, kept.getOrDefault(partition, 0L));
            }
            records.stream()
                    .filter(record -> record.offset() >= kept.getOrDefault(partition(record), 0L))
                    .forEach(this::addRecord);
        }

        private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
            return new TopicPartition(record.topic(), record.partition());
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            failAt(position(PARTITIONS.get(0)), unreadable);
            return super.poll(timeout);
        }

        @Override
        public synchronized void close(CloseOptions options) {
            open--;
            PARTITIONS.forEach(partition -> kept.put(partition, position(partition)));
            if (closingFails) {
                throw new KafkaException("Failed to close");
            }
            super.close(options);
        }
    }
}
