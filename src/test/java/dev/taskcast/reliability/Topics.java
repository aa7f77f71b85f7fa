package dev.taskcast.reliability;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;

/** What an operator does to topics while gateways run. Each call returns when the broker has done it. */
final class Topics implements AutoCloseable {
    private final Admin admin;

    Topics(String brokers) {
        this.admin = Admin.create(Map.of("bootstrap.servers", brokers));
    }

    void create(String topic, int partitions) throws InterruptedException, ExecutionException {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                .all()
                .get();
    }

    void delete(String topic) throws InterruptedException, ExecutionException {
        admin.deleteTopics(List.of(topic)).all().get();
    }

    void grow(String topic, int partitions) throws InterruptedException, ExecutionException {
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all()
                .get();
    }

    @Override
    public void close() {
        admin.close();
    }
}
