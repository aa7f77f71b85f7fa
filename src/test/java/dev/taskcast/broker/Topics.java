package dev.taskcast.broker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics that Taskcast reads and writes, as an operator would create them. */
final class Topics {
    private static final List<NewTopic> ALL =
            List.of(new NewTopic("task-updates", 6, (short) 1), new NewTopic("task-updates-dlq", 1, (short) 1));

    private Topics() {}

    /** Creates those that do not exist yet. */
    static void create(String brokers) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            for (var created : admin.createTopics(ALL).values().values()) {
                awaitCreation(created);
            }
        }
    }

    private static void awaitCreation(KafkaFuture<Void> created) throws InterruptedException, ExecutionException {
        try {
            created.get();
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof TopicExistsException)) {
                throw failed;
            }
        }
    }
}
