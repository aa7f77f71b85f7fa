package dev.taskcast.kafka;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.eclipse.microprofile.reactive.messaging.spi.IncomingConnectorFactory;
import org.eclipse.microprofile.reactive.streams.operators.PublisherBuilder;
import org.eclipse.microprofile.reactive.streams.operators.ReactiveStreams;

/**
 * Connects a channel to the topic of task events. A message is a {@link TopicBatch}.
 *
 * <p>The server's own connector hands over one record at a time and cannot be rewound. After some rebalances it begins
 * at the end of a partition (docs/decisions/reading-the-topic.md).
 *
 * <p>The runtime asks for the connector, and for records, before the settings are checked. So the consumer is created
 * when the application starts, and requests wait until then.
 */
@Singleton
@Connector(TopicConnector.NAME)
final class TopicConnector implements IncomingConnectorFactory {
    /** The name in the setting {@code mp.messaging.incoming.task-updates.connector}. */
    static final String NAME = "taskcast-kafka";

    private final CompletableFuture<TopicConsumer> started = new CompletableFuture<>();

    void start(@Observes Startup event, TopicConsumer consumer) {
        started.complete(consumer);
    }

    @Override
    public PublisherBuilder<? extends Message<?>> getPublisherBuilder(Config channel) {
        return ReactiveStreams.generate(() -> started)
                .flatMapCompletionStage(consumer -> consumer.thenCompose(TopicConsumer::next))
                .map(Message::of);
    }
}
