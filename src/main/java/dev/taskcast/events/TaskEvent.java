package dev.taskcast.events;

import dev.taskcast.wire.ServerFrames.TaskUpdate;
import java.time.Instant;

/**
 * One event of the log, as every device of its audience receives it.
 *
 * @param type the dotted event type, such as {@code task.updated}
 * @param audience the users that it concerns
 * @param task the task: the producer's JSON object, character by character
 * @param id the CloudEvents id, or else {@code <partition>-<offset>}
 * @param fingerprint distinguishes the event from all others if producers chose the id; otherwise empty
 * @param channel what the event belongs to, if its producer says so, otherwise empty; a client may ask for some
 *     channels only
 * @param time the CloudEvents time, or else the record's timestamp
 */
public record TaskEvent(
        String type, Audience audience, String task, String id, String fingerprint, String channel, Instant time)
        implements Event {
    private static final String EVERYONE = "*";

    /** Creates an event without a fingerprint and without a channel. */
    public TaskEvent(String type, Audience audience, String task, String id, Instant time) {
        this(type, audience, task, id, "", "", time);
    }

    /** The same event in {@code another} channel. */
    public TaskEvent inChannel(String another) {
        return new TaskEvent(type, audience, task, id, fingerprint, another, time);
    }

    TaskEvent with(Fingerprint its) {
        return new TaskEvent(type, audience, task, id, its.text(), channel, time);
    }

    @Override
    public String key() {
        return audience instanceof Audience.Users users ? users.ids().get(0) : EVERYONE;
    }

    /** What a frame tells about the event. */
    public TaskUpdate update() {
        return new TaskUpdate(type, task, id, fingerprint, channel, time);
    }
}
