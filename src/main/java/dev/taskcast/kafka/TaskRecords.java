package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.events.ParsedRecord;
import dev.taskcast.events.RecordParser;
import dev.taskcast.events.Revocation;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.events.UnusableRecordException.Reason;

/** What records of the task topic say: revocations only where these have no topic of their own. */
final class TaskRecords {
    private final RecordParser parser;
    private final boolean mayRevoke;

    TaskRecords(RecordParser parser, KafkaSettings settings) {
        this.parser = parser;
        this.mayRevoke = settings.controlTopic().isEmpty();
    }

    ParsedRecord read(SourceRecord record) throws UnusableRecordException {
        ParsedRecord parsed = parser.read(record);
        if (parsed.event() instanceof Revocation && !mayRevoke) {
            throw new UnusableRecordException(Reason.NOT_ALLOWED, "event_type: session.revoke has a topic of its own");
        }
        return parsed;
    }

    /** What is thrown for a record of which the key and the value name different users. */
    static UnusableRecordException wrongKey() {
        return new UnusableRecordException(Reason.WRONG_KEY, "key: not the one user whom the event is for");
    }
}
