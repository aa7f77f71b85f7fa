package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.log.ParsedRecord;
import dev.taskcast.log.RecordParser;
import dev.taskcast.log.Revocation;
import dev.taskcast.log.SourceRecord;
import dev.taskcast.log.UnusableRecordException;
import dev.taskcast.log.UnusableRecordException.Reason;

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
}
