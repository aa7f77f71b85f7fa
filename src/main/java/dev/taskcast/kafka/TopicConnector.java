package dev.taskcast.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
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
 */
@ApplicationScoped
@Connector(TopicConnector.NAME)
public class TopicConnector implements IncomingConnectorFactory {
    /** As the settings have it: {@code mp.messaging.incoming.task-updates.connector}. */
    static final String NAME = "taskcast-kafka";

    private final TopicConsumer reader;

    /** For the container's proxy. */
    protected TopicConnector() {
        this(null);
    }

    @Inject
    public TopicConnector(TopicConsumer reader) {
        this.reader = reader;
    }

    @Override
    public PublisherBuilder<? extends Message<?>> getPublisherBuilder(Config channel) {
        return ReactiveStreams.generate(() -> reader)
                .flatMapCompletionStage(TopicConsumer::next)
                .map(Message::of);
    }
}
