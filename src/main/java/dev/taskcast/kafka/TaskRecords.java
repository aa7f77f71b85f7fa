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
 * Parses records of the task topic. It accepts revocations only if they have no topic of their own. Where producers key
 * by user, it accepts events only for the user in the key.
 *
 * <p>There are two exceptions to the rule of keys. A record of the gateway ({@link OutgoingRecord#VIA}) may have any
 * key, because its key names only the first of several users. A revocation may have any key too.
 */
final class TaskRecords {
    /** The longest key that can name a user, in bytes. */
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

    /** Parses {@code record}, which has {@code key}. */
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

    /** Parses {@code record} without regard to its key. */
    ParsedRecord read(SourceRecord record) throws UnusableRecordException {
        ParsedRecord parsed = parser.read(record);
        if (parsed.event() instanceof Revocation && !mayRevoke) {
            throw new UnusableRecordException(Reason.NOT_ALLOWED, "event_type: session.revoke has a topic of its own")
                    .of(parsed.identity().map(EventIdentity::id));
        }
        return parsed;
    }

    /**
     * The only user who can be the audience of {@code record}. Empty unless this is certain before parsing, and nothing
     * in the record must be handled immediately.
     */
    Optional<String> onlyUser(SourceRecord record, Optional<byte[]> key) {
        if (!keyedByUser || key.isEmpty() || key.get().length > USER_BYTES || record.value().length > largest) {
            return Optional.empty();
        }
        return FirstLook.onlyUser(record, key.get());
    }

    /** The key of {@code record}; an empty key counts as no key. */
    static Optional<byte[]> key(ConsumerRecord<?, ?> record) {
        return Optional.ofNullable((byte[]) record.key()).filter(key -> key.length > 0);
    }

    /** The exception for a record whose key and value name different users. */
    static UnusableRecordException wrongKey() {
        return new UnusableRecordException(Reason.WRONG_KEY, "key: not the only user of the event's audience");
    }

    /** The user in {@code key}; empty if the key is not text, or too long. */
    private static Optional<String> user(byte[] key) {
        return key.length > USER_BYTES ? Optional.empty() : StrictText.utf8(key);
    }
}
