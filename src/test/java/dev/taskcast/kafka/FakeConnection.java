package dev.taskcast.kafka;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Kafka as one partition in memory: producers that do what the test says, and a group that keeps its place. */
final class FakeConnection extends KafkaConnection {
    static final TopicPartition PARTITION = new TopicPartition("tasks", 0);

    final Deque<FakeProducer> producers = new ArrayDeque<>();
    private final List<ConsumerRecord<byte[], byte[]>> records;
    long place;
    boolean closingFails;

    FakeConnection(List<ConsumerRecord<byte[], byte[]>> records) {
        super(null);
        this.records = records;
    }

    @Override
    Producer<byte[], byte[]> copier() {
        return producers.remove();
    }

    @Override
    Consumer<byte[], byte[]> member(String group) {
        return new Member();
    }

    /** Gets its partition as it subscribes, and commits where it is when it is closed. */
    private final class Member extends MockConsumer<byte[], byte[]> {
        Member() {
            super("none");
        }

        @Override
        public synchronized void subscribe(Collection<String> topics) {
            super.subscribe(topics);
            rebalance(List.of(PARTITION));
            updateBeginningOffsets(Map.of(PARTITION, 0L));
            seek(PARTITION, place);
            records.stream().filter(record -> record.offset() >= place).forEach(this::addRecord);
        }

        @Override
        public synchronized void close(CloseOptions options) {
            place = position(PARTITION);
            if (closingFails) {
                throw new KafkaException("Failed to close");
            }
            super.close(options);
        }
    }
}
