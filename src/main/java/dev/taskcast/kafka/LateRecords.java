package dev.taskcast.kafka;

import dev.taskcast.events.Audience;
import dev.taskcast.events.NamedEvent;
import dev.taskcast.events.ParsedRecord;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.log.LateReader;
import java.util.List;
import java.util.Optional;

/**
 * Reads the records of unread entries. A record that turns out to be unusable is counted and delivered to nobody.
 *
 * <p>Thread-safe.
 */
final class LateRecords implements LateReader {
    private final TaskRecords parser;
    private final UnusableRecords unusable;

    LateRecords(TaskRecords parser, UnusableRecords unusable) {
        this.parser = parser;
        this.unusable = unusable;
    }

    @Override
    public Optional<TaskEvent> read(SourceRecord record, List<String> users) {
        try {
            ParsedRecord parsed = parser.read(record);
            if (!(parsed.event() instanceof TaskEvent event)
                    || !event.audience().equals(new Audience.Users(users))) {
                throw TaskRecords.wrongKey();
            }
            return Optional.of(parsed.identity()
                    .map(identity -> NamedEvent.of(identity, event).event())
                    .orElse(event));
        } catch (UnusableRecordException reason) {
            unusable.skipped(record, reason);
            return Optional.empty();
        }
    }
}
