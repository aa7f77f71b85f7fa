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
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Takes one record into the log, used or not. Never throws. */
@ApplicationScoped
public class RecordIntake {
    private static final Logger LOGGER = Logger.getLogger(RecordIntake.class.getName());
    private static final byte[] NOTHING = {};

    private final RecordParser parser;
    private final TaskLog log;
    private final UnusableRecords unusable;

    /** For the container's proxy. */
    protected RecordIntake() {
        this(null, null, null);
    }

    @Inject
    public RecordIntake(RecordParser parser, TaskLog log, UnusableRecords unusable) {
        this.parser = parser;
        this.log = log;
        this.unusable = unusable;
    }

    void take(ConsumerRecord<?, ?> consumed) {
        byte[] value = (byte[]) consumed.value();
        SourceRecord record = new SourceRecord(
                consumed.partition(),
                consumed.offset(),
                consumed.timestamp(),
                value == null ? NOTHING : value,
                name -> last(consumed, name));
        try {
            Event event = parser.parse(record);
            log.append(record, event instanceof TaskEvent update ? update : null);
        } catch (UnusableRecordException reason) {
            if (log.append(record, null)) {
                unusable.skipped(record, reason);
            }
        } catch (RuntimeException unexpected) {
            LOGGER.log(Level.SEVERE, "TASKCAST A record was skipped after an unexpected failure", unexpected);
        }
    }

    private static Optional<byte[]> last(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return Optional.ofNullable(header).map(Header::value);
    }
}
