package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.events.Audience;
import dev.taskcast.events.EventIdentity;
import dev.taskcast.events.FirstLook;
import dev.taskcast.events.OutgoingRecord;
import dev.taskcast.events.ParsedRecord;
import dev.taskcast.events.RecordParser;
import dev.taskcast.events.Revocation;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.StrictText;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.events.UnusableRecordException.Reason;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What records of the task topic say: revocations only where these have no topic of their own, and events only for the user of
 * the key where producers key by user.
 *
 * <p>The gateway's own records are an exception: one of several users has the first of them as its key. A revocation is another:
 * it holds whatever its key is.
 */
final class TaskRecords {
    /** The longest key that can be a user, in bytes. */
    private static final int USER_BYTES = 4 * Audience.USER_CHARS;

    private final RecordParser parser;
    private final boolean mayRevoke;
    private final boolean keyedByUser;
    private final int largest;

    TaskRecords(RecordParser parser, KafkaSettings settings) {
        this.parser = parser;
        this.mayRevoke = settings.controlTopic().isEmpty();
        this.keyedByUser = settings.keyedByUser();
        this.largest = settings.maxRecordBytes();
    }

    /** What {@code record}, which has {@code key}, says. */
    ParsedRecord read(SourceRecord record, Optional<byte[]> key) throws UnusableRecordException {
        ParsedRecord parsed = read(record);
        if (keyedByUser
                && key.isPresent()
                && parsed.event() instanceof TaskEvent event
                && record.headers().last(OutgoingRecord.VIA).isEmpty()
                && user(key.get()).filter(event.audience()::isJust).isEmpty()) {
            throw wrongKey().of(parsed.identity().map(EventIdentity::id));
        }
        return parsed;
    }

    /** What {@code record} says, whatever its key is. */
    ParsedRecord read(SourceRecord record) throws UnusableRecordException {
        ParsedRecord parsed = parser.read(record);
        if (parsed.event() instanceof Revocation && !mayRevoke) {
            throw new UnusableRecordException(Reason.NOT_ALLOWED, "event_type: session.revoke has a topic of its own")
                    .of(parsed.identity().map(EventIdentity::id));
        }
        return parsed;
    }

    /** The only user whom {@code record} can be for, if that and all that cannot wait is certain before it is parsed. */
    Optional<String> onlyUser(SourceRecord record, Optional<byte[]> key) {
        if (!keyedByUser || key.isEmpty() || key.get().length > USER_BYTES || record.value().length > largest) {
            return Optional.empty();
        }
        return FirstLook.onlyUser(record, key.get());
    }

    /** The key of {@code record}; one without bytes counts as no key. */
    static Optional<byte[]> key(ConsumerRecord<?, ?> record) {
        return Optional.ofNullable((byte[]) record.key()).filter(key -> key.length > 0);
    }

    /** What is thrown for a record of which the key and the value name different users. */
    static UnusableRecordException wrongKey() {
        return new UnusableRecordException(Reason.WRONG_KEY, "key: not the one user whom the event is for");
    }

    /** Whom {@code key} names; empty if it is no text, or too long. */
    private static Optional<String> user(byte[] key) {
        return key.length > USER_BYTES ? Optional.empty() : StrictText.utf8(key);
    }
}
