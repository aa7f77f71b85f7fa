package dev.taskcast.kafka;

import dev.taskcast.log.Event;
import dev.taskcast.log.RecordParser;
import dev.taskcast.log.SourceRecord;
import dev.taskcast.log.TaskEvent;
import dev.taskcast.log.TaskLog;
import dev.taskcast.log.UnusableRecordException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * The channel {@code task-updates}: each record is parsed, put into the log, and acknowledged.
 *
 * <p>Until the log knows its topic the first record is held back, and with it the channel, without a thread
 * that waits.
 */
@ApplicationScoped
public class TaskUpdates {
    private static final Logger LOGGER = Logger.getLogger(TaskUpdates.class.getName());

    private final RecordParser parser;
    private final TaskLog log;
    private final TopicWatch watch;
    private final UnusableRecords unusable;

    /** For the container's proxy. */
    protected TaskUpdates() {
        this(null, null, null, null);
    }

    @Inject
    public TaskUpdates(RecordParser parser, TaskLog log, TopicWatch watch, UnusableRecords unusable) {
        this.parser = parser;
        this.log = log;
        this.watch = watch;
        this.unusable = unusable;
    }

    /** One record; completes normally, whatever it holds. */
    @Incoming("task-updates")
    public CompletionStage<Void> onRecord(Message<byte[]> message) {
        if (watch.opened().isDone()) {
            handle(message);
            return CompletableFuture.completedStage(null);
        }
        return watch.opened().thenRun(() -> handle(message));
    }

    private void handle(Message<byte[]> message) {
        try {
            append(message.unwrap(ConsumerRecord.class));
        } catch (RuntimeException unexpected) {
            LOGGER.log(Level.SEVERE, "TASKCAST A record was skipped after an unexpected failure", unexpected);
        }
        message.ack();
    }

    private void append(ConsumerRecord<?, ?> consumed) {
        byte[] value = (byte[]) consumed.value();
        SourceRecord record = new SourceRecord(
                consumed.partition(),
                consumed.offset(),
                consumed.timestamp(),
                value == null ? new byte[0] : value,
                name -> last(consumed, name));
        try {
            Event event = parser.parse(record);
            log.append(record, event instanceof TaskEvent update ? update : null);
        } catch (UnusableRecordException reason) {
            if (log.append(record, null)) {
                unusable.skipped(record, reason);
            }
        }
    }

    private static Optional<byte[]> last(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return Optional.ofNullable(header).map(Header::value);
    }
}
