package dev.taskcast.broker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The topics that Taskcast reads and writes, as an operator would create them, and the configured topic if it is
 * another one.
 */
final class Topics {
    private static final String USUAL = "task-updates";
    private static final String SET = System.getenv().getOrDefault("TASKCAST_KAFKA_TOPIC", USUAL);
    private static final List<NewTopic> ALL = Stream.concat(
                    Stream.of(USUAL, SET)
                            .filter(name -> !name.isBlank())
                            .distinct()
                            .map(name -> new NewTopic(name, 6, (short) 1)),
                    Stream.of(new NewTopic("task-updates-dlq", 1, (short) 1)))
            .toList();

    private Topics() {}

    /** Creates the missing topics. */
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
