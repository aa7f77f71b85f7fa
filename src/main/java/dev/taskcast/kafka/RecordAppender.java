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
 * Takes records into the log, used or not, or stops before one with {@link FailedRecord}.
 *
 * <p>One record at a time; one that was taken before is not taken again.
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

    /** One without traces. */
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
        // Of the past, which is read at the start, the traces are over.
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

    /** What became of {@code record}. */
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

    /** Forgets the events of a topic that is no more: one that is published again is another one. */
    synchronized void forgetCopies() {
        copies.clear();
    }

    /** The CloudEvents whose {@code source} and {@code id} came before. */
    RepeatedIds repeatedIds() {
        return repeated;
    }

    /** What became of the records that were read. */
    TakenRecords taken() {
        return taken;
    }

    /** {@code consumed} as the parser takes it. */
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

    /** A revocation comes before the log moves past it: if it fails it is read again. */
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

    /** Nothing is made for nobody: without a reader the record is kept unread, if its value is all of it. */
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
