package dev.taskcast.events;

import dev.taskcast.wire.ServerFrames.TaskUpdate;
import java.time.Instant;

/**
 * One event of the log, as every device of its audience receives it.
 *
 * @param type the dotted event type, such as {@code task.updated}
 * @param audience whom it concerns
 * @param task the task: the producer's JSON object, character by character
 * @param id the CloudEvents id, else {@code <partition>-<offset>}
 * @param fingerprint what no other event has, where producers chose the id; else empty
 * @param channel what it belongs to, if its producer says so: a client may ask for some channels only; else empty
 * @param time the CloudEvents time, else the record's timestamp
 */
public record TaskEvent(
        String type, Audience audience, String task, String id, String fingerprint, String channel, Instant time)
        implements Event {
    private static final String EVERYONE = "*";

    /** An event without a fingerprint and a channel. */
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

    /** What a frame says of it. */
    public TaskUpdate update() {
        return new TaskUpdate(type, task, id, fingerprint, channel, time);
    }
}
