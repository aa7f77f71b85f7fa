package dev.taskcast.wire;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Builds the frames that the server sends. PROTOCOL.md §Frames tells when it sends each frame.
 *
 * <p>Instants are RFC 3339 in UTC.
 */
public final class ServerFrames {
    /** The index in a {@code task_update} at which the name of its event begins. The name needs no escaping. */
    static final int EVENT_START = "{\"type\":\"task_update\",\"event\":\"".length();

    /** The field directly before the time of a {@code task_update}, if its event names a channel. */
    static final String CHANNEL = "channel";

    /** The field directly before the cursor of a {@code task_update}. Its value needs no escaping. */
    static final String TIME = "time";

    private static final int ENVELOPE = 160;

    private ServerFrames() {}

    /** The first frame of a session. */
    public static Frame welcome(Greeting greeting, Beginning beginning) {
        Json json = Json.frame(FrameType.WELCOME, 256)
                .string("user", greeting.user())
                .string("session", greeting.session())
                .string("resume", beginning.resume().word());
        if (beginning instanceof Beginning.Reset reset) {
            json.string("reason", reset.reason().word());
        }
        json.number("heartbeat_ms", greeting.heartbeat().toMillis());
        if (!greeting.expiresAt().equals(Instant.MAX)) {
            json.verbatim("expires_at", greeting.expiresAt().toString());
        }
        return json.cursor(beginning.cursor()).end();
    }

    /**
     * What a welcome tells about the session.
     *
     * @param heartbeat the longest time between two frames
     * @param expiresAt when the session's token expires; {@link Instant#MAX} if it never expires
     */
    public record Greeting(String user, String session, Duration heartbeat, Instant expiresAt) {}

    /** An event for the client. */
    public static Frame taskUpdate(TaskUpdate update, String cursor) {
        Json json = Json.frame(FrameType.TASK_UPDATE, ENVELOPE + update.task().length() + cursor.length())
                .string("event", update.event())
                .raw("task", update.task())
                .details()
                .string("id", update.id());
        if (!update.fingerprint().isEmpty()) {
            json.verbatim("fingerprint", update.fingerprint());
        }
        if (!update.channel().isEmpty()) {
            json.string(CHANNEL, update.channel());
        }
        return json.verbatim(TIME, rfc3339(update.time())).cursor(cursor).end();
    }

    /**
     * What a {@code task_update} tells about an event.
     *
     * @param event a dotted name
     * @param task the task as JSON
     * @param fingerprint letters, digits, {@code _} and {@code -}; empty if the {@code id} alone identifies the event
     * @param channel the channel that the event names; empty if it names no channel
     */
    public record TaskUpdate(String event, String task, String id, String fingerprint, String channel, Instant time) {
        /** An event without a channel. */
        public TaskUpdate(String event, String task, String id, String fingerprint, Instant time) {
            this(event, task, id, fingerprint, "", time);
        }
    }

    /**
     * The same text as {@link Instant#toString}, without a formatter: this code runs for every event, so it must be
     * fast.
     */
    static String rfc3339(Instant time) {
        LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        boolean leavesSecondsOut = utc.getSecond() == 0 && utc.getNano() == 0;
        return leavesSecondsOut ? utc + ":00Z" : utc + "Z";
    }

    /** A heartbeat: nothing else was sent for a while, and the client has received everything up to {@code cursor}. */
    public static Frame heartbeat(String cursor) {
        return Json.frame(FrameType.HEARTBEAT, 96).cursor(cursor).end();
    }

    /** The answer to a ping; {@code id} is the ping's JSON string or number, or empty text if the ping had no id. */
    public static Frame pong(String id, String cursor) {
        Json json = Json.frame(FrameType.PONG, 96);
        if (!id.isEmpty()) {
            json.raw("id", id);
        }
        return json.cursor(cursor).end();
    }

    /** A gap that cannot be filled: reload the snapshot, then continue from {@code cursor}. */
    public static Frame reset(ResetReason reason, String cursor) {
        return Json.frame(FrameType.RESET, 128)
                .string("reason", reason.word())
                .cursor(cursor)
                .end();
    }

    /** A new filter applies from {@code cursor} on. */
    public static Frame narrowed(String cursor) {
        return Json.frame(FrameType.NARROWED, 96).cursor(cursor).end();
    }

    /** The token will expire soon. */
    public static Frame authExpiring(Instant expiresAt) {
        return Json.frame(FrameType.AUTH_EXPIRING, 96)
                .verbatim("expires_at", expiresAt.truncatedTo(ChronoUnit.MILLIS).toString())
                .end();
    }

    /** The gateway accepted a new token; {@link Instant#MAX} means that it never expires. */
    public static Frame authOk(Instant expiresAt) {
        Json json = Json.frame(FrameType.AUTH_OK, 96);
        if (!expiresAt.equals(Instant.MAX)) {
            json.verbatim("expires_at", expiresAt.toString());
        }
        return json.end();
    }

    /** This replica is shutting down: open a new connection after {@code delay}, then close this one. */
    public static Frame goaway(Duration delay) {
        return Json.frame(FrameType.GOAWAY, 64)
                .number("reconnect_in_ms", delay.toMillis())
                .end();
    }

    /** The gateway refused a client's frame; {@code message} says what to do, and never repeats the frame's content. */
    public static Frame error(ErrorCode code, String message) {
        return Json.frame(FrameType.ERROR, 160)
                .string("code", code.word())
                .string("message", message)
                .raw("retryable", Boolean.toString(code.retryable()))
                .end();
    }

    /** The end of a stream of server-sent events, because such a stream has no close frame. */
    public static Frame close(CloseCode code, String reason) {
        return Json.frame(FrameType.CLOSE, 160)
                .number("code", code.number())
                .string("reason", reason)
                .string("advice", code.advice().word())
                .end();
    }

    /** Several frames in one, in order. Its cursor is the last cursor among the frames. */
    public static Frame batch(List<Frame> frames) {
        int length = frames.stream().mapToInt(frame -> frame.length() + 1).sum();
        StringBuilder batch = Json.begin(FrameType.BATCH, length + 32).append(",\"frames\":[");
        int cursorStart = 0;
        for (Frame frame : frames) {
            if (frame.hasCursor()) {
                cursorStart = batch.length() + frame.cursorStart();
            }
            batch.append(frame.characters()).append(',');
        }
        batch.setLength(batch.length() - 1);
        return new Frame(batch.append("]}").toString(), cursorStart, 0);
    }
}
