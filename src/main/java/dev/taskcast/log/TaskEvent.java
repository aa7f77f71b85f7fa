package dev.taskcast.log;

import java.time.Instant;

/**
 * One event of the log, as every device of its audience receives it.
 *
 * @param type the dotted event type, such as {@code task.updated}
 * @param audience whom it concerns
 * @param task the task: the producer's JSON object, character by character
 * @param id the CloudEvents id, else {@code <partition>-<offset>}
 * @param time the CloudEvents time, else the record's timestamp
 */
public record TaskEvent(String type, Audience audience, String task, String id, Instant time) implements Event {}
