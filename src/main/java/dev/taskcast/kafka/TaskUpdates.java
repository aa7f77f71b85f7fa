package dev.taskcast.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * The channel {@code task-updates}: each record goes into the log and is acknowledged.
 *
 * <p>Until the past was read, and while a gap before a record is looked at, that record is held back, and
 * with it the channel, without a thread that waits.
 */
@ApplicationScoped
public class TaskUpdates {
    private static final Logger LOGGER = Logger.getLogger(TaskUpdates.class.getName());
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final Completeness completeness;
    private final TopicWatch watch;

    /** For the container's proxy. */
    protected TaskUpdates() {
        this(null, null);
    }

    @Inject
    public TaskUpdates(Completeness completeness, TopicWatch watch) {
        this.completeness = completeness;
        this.watch = watch;
    }

    /** One record; completes normally, whatever it holds: a failure would end the channel for good. */
    @Incoming("task-updates")
    public CompletionStage<Void> onRecord(Message<byte[]> message) {
        try {
            ConsumerRecord<?, ?> record = message.unwrap(ConsumerRecord.class);
            if (completeness.takeIfNext(record)) {
                message.ack();
                return DONE;
            }
            return watch.fillUpTo(record.partition(), record.offset())
                    .thenAccept(filled -> afterGap(message, record, filled));
        } catch (RuntimeException unexpected) {
            LOGGER.log(Level.SEVERE, "TASKCAST A record was skipped after an unexpected failure", unexpected);
            return message.ack();
        }
    }

    private void afterGap(Message<byte[]> message, ConsumerRecord<?, ?> record, boolean filled) {
        if (filled) {
            completeness.take(record);
        }
        message.ack();
    }
}
