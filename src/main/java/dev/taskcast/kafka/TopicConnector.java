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
 * Connects a channel to the topic of task events: a message is a {@link TopicBatch}.
 *
 * <p>The server's own connector hands over one record at a time, cannot be rewound, and begins at the end of a partition
 * after some rebalances (docs/decisions/reading-the-topic.md).
 *
 * <p>The runtime asks for it, and for records, before the settings were checked. So the consumer is made when the application
 * starts, and questions wait until then.
 */
@Singleton
@Connector(TopicConnector.NAME)
final class TopicConnector implements IncomingConnectorFactory {
    /** As the settings have it: {@code mp.messaging.incoming.task-updates.connector}. */
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
