package dev.taskcast.log;

import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import java.util.List;
import java.util.Optional;

/** Parses the records of unread entries once a reader wants them. Thread-safe. */
@FunctionalInterface
public interface LateReader {
    /**
     * Parses {@code record}, which has its value and no headers. Empty if it is not an event for exactly these
     * {@code users}; the implementation has then told the operator.
     */
    Optional<TaskEvent> read(SourceRecord record, List<String> users);
}
