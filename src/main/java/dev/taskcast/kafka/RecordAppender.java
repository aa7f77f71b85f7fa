package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.WindowSettings;
import dev.taskcast.events.Audience;
import dev.taskcast.events.NamedEvent;
import dev.taskcast.events.ParsedRecord;
import dev.taskcast.events.RecordParser;
import dev.taskcast.events.Revocation;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.kafka.TakenRecords.Form;
import dev.taskcast.kafka.TakenRecords.Outcome;
import dev.taskcast.log.Deduplication;
import dev.taskcast.log.Deduplication.Verdict;
import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.tracing.Tracing;
import dev.taskcast.wire.Epochs;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Takes records into the log, whether they are usable or not. At a record that fails, it stops with
 * {@link FailedRecord}.
 *
 * <p>It takes one record at a time. A record that was taken already is not taken again.
 */
@Singleton
final class RecordAppender {
    private static final byte[] NOTHING = {};

    private final TaskRecords parser;
    private final TaskLog log;
    private final UnusableRecords unusable;
    private final SessionRegistry registry;
    private final Tracing tracing;
    private final Deduplication copies;
    private final RepeatedIds repeated = new RepeatedIds();
    private final TakenRecords taken = new TakenRecords();

    /** Creates an appender without traces. */
    RecordAppender(
            RecordParser parser,
            TaskLog log,
            UnusableRecords unusable,
            SessionRegistry registry,
            WindowSettings window,
            KafkaSettings settings) {
        this(parser, log, unusable, registry, window, settings, Tracing.OFF);
    }

    @Inject
    RecordAppender(
            RecordParser parser,
            TaskLog log,
            UnusableRecords unusable,
            SessionRegistry registry,
            WindowSettings window,
            KafkaSettings settings,
            Tracing tracing) {
        this.tracing = tracing;
        this.parser = new TaskRecords(parser, settings);
        this.log = log;
        log.readUnreadBy(new LateRecords(this.parser, unusable));
        this.unusable = unusable;
        this.registry = registry;
        this.copies = new Deduplication(window.maxAge(), settings.rememberedEvents());
    }

    synchronized void take(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        records.forEach(this::take);
    }

    private void take(ConsumerRecord<?, ?> consumed) {
        if (consumed.offset() < log.nextOffset(consumed.partition())) {
            return;
        }
        SourceRecord record = source(consumed);
        // The traces of records of the past, which are read at the start, have ended.
        Tracing.Append append = Tracing.Append.NONE;
        try {
            append = tracing.isOn() && log.isCaughtUp() ? tracing.append(consumed.topic(), record) : append;
            Outcome outcome = take(record, TaskRecords.key(consumed));
            if (outcome == Outcome.APPENDED) {
                append.appended();
            } else {
                append.passed(outcome.word());
            }
        } catch (UnusableRecordException reason) {
            log.skip(record.partition(), record.offset() + 1, record.epoch());
            unusable.skipped(record, reason);
            taken.count(Form.UNKNOWN, Outcome.UNUSABLE);
            append.failed(reason.reason().name());
        } catch (RuntimeException unexpected) {
            append.failed(unexpected.getClass().getSimpleName());
            throw new FailedRecord(record.partition(), record.offset(), unexpected);
        }
    }

    /** Takes {@code record}, and returns the outcome. */
    private Outcome take(SourceRecord record, Optional<byte[]> key) throws UnusableRecordException {
        if (isKeptUnread(record, key)) {
            taken.count(Form.UNKNOWN, Outcome.APPENDED);
            return Outcome.APPENDED;
        }
        return take(record, parser.read(record, key));
    }

    private boolean isKeptUnread(SourceRecord record, Optional<byte[]> key) {
        Optional<String> user = parser.onlyUser(record, key);
        return user.isPresent() && log.appendUnread(record, new Audience.Users(List.of(user.get())));
    }

    /** Forgets the events of a replaced topic: an event that is published again counts as a new event. */
    synchronized void forgetCopies() {
        copies.clear();
    }

    /** The CloudEvents whose {@code source} and {@code id} were used before. */
    RepeatedIds repeatedIds() {
        return repeated;
    }

    /** The outcomes of the records that were read. */
    TakenRecords taken() {
        return taken;
    }

    /** {@code consumed} in the form that the parser takes. */
    static SourceRecord source(ConsumerRecord<?, ?> consumed) {
        byte[] value = (byte[]) consumed.value();
        return new SourceRecord(
                consumed.partition(),
                consumed.offset(),
                consumed.leaderEpoch().orElse(Epochs.UNKNOWN),
                consumed.timestamp(),
                value == null ? NOTHING : value,
                name -> last(consumed, name));
    }

    /** A revocation is applied before the log moves past its record: if it fails, the record is read again. */
    private Outcome take(SourceRecord record, ParsedRecord parsed) {
        if (parsed.event() instanceof Revocation revocation) {
            registry.revoke(revocation);
            log.skip(record.partition(), record.offset() + 1, record.epoch());
            taken.count(parsed.identity().isPresent() ? Form.CLOUDEVENT : Form.PLAIN, Outcome.REVOCATION);
            return Outcome.REVOCATION;
        }
        if (parsed.identity().isPresent()) {
            return take(record, parsed, NamedEvent.of(parsed.identity().get(), (TaskEvent) parsed.event()));
        }
        append(record, parsed, (TaskEvent) parsed.event());
        taken.count(Form.PLAIN, Outcome.APPENDED);
        return Outcome.APPENDED;
    }

    private Outcome take(SourceRecord record, ParsedRecord parsed, NamedEvent named) {
        long arrival = log.arrival(record);
        Verdict verdict = copies.verdict(named, arrival);
        if (verdict == Verdict.COPY) {
            log.skip(record.partition(), record.offset() + 1, record.epoch());
        } else {
            append(record, parsed, named.event());
        }
        Outcome outcome = verdict == Verdict.COPY ? Outcome.COPY : Outcome.APPENDED;
        taken.count(Form.CLOUDEVENT, outcome);
        copies.remember(named, arrival);
        repeated.count(verdict, record, arrival);
        return outcome;
    }

    /**
     * Appends the event. If no user of the event has a reader and the value alone holds the whole event, the record is
     * kept unread, without a frame.
     */
    private void append(SourceRecord record, ParsedRecord parsed, TaskEvent event) {
        if (!parsed.isInItsValue() || !log.appendUnread(record, event.audience())) {
            log.append(record, event);
        }
    }

    private static Optional<byte[]> last(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return Optional.ofNullable(header).map(Header::value);
    }
}
