package dev.taskcast.log;

import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import java.util.List;
import java.util.Optional;

/** Reads the records of entries that are kept unread, once somebody wants them. Called on any thread, by several at once. */
@FunctionalInterface
public interface LateReader {
    /**
     * What {@code record}, which has its value and no headers, says; empty if it is no event for just these {@code users}. Then it
     * has told the operator.
     */
    Optional<TaskEvent> read(SourceRecord record, List<String> users);
}
