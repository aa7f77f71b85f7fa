package dev.taskcast.wire;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The frames that the server sends. PROTOCOL.md §Frames says when.
 *
 * <p>Instants are RFC 3339 in UTC.
 */
public final class ServerFrames {
    /** Where in a {@code task_update} the name of its event begins, which has nothing to escape. */
    static final int EVENT_START = "{\"type\":\"task_update\",\"event\":\"".length();

    /** The field that stands before the time of a {@code task_update}, if its event names a channel. */
    static final String CHANNEL = "channel";

    /** The field that stands before its cursor, and has nothing to escape either. */
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
     * @param expiresAt when its token expires; {@link Instant#MAX} for never
     */
    public record Greeting(String user, String session, Duration heartbeat, Instant expiresAt) {}

    /** An event. */
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
     * What a frame says of an event.
     *
     * @param event a dotted name
     * @param task JSON already
     * @param fingerprint letters, digits, {@code _} and {@code -}; empty if its {@code id} alone tells it from others
     * @param channel what it names; empty if it names no channel
     */
    public record TaskUpdate(String event, String task, String id, String fingerprint, String channel, Instant time) {
        /** An event that names no channel. */
        public TaskUpdate(String event, String task, String id, String fingerprint, Instant time) {
            this(event, task, id, fingerprint, "", time);
        }
    }

    /** What {@link Instant#toString} says, without the machinery of a formatter: every event has one. */
    static String rfc3339(Instant time) {
        LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        boolean leavesSecondsOut = utc.getSecond() == 0 && utc.getNano() == 0;
        return leavesSecondsOut ? utc + ":00Z" : utc + "Z";
    }

    /** Nothing else was sent for a while; everything up to {@code cursor} was. */
    public static Frame heartbeat(String cursor) {
        return Json.frame(FrameType.HEARTBEAT, 96).cursor(cursor).end();
    }

    /** The answer to a ping; {@code id} is its JSON string or number, or empty text when it had none. */
    public static Frame pong(String id, String cursor) {
        Json json = Json.frame(FrameType.PONG, 96);
        if (!id.isEmpty()) {
            json.raw("id", id);
        }
        return json.cursor(cursor).end();
    }

    /** A hole that cannot be filled: reload the snapshot, then go on from {@code cursor}. */
    public static Frame reset(ResetReason reason, String cursor) {
        return Json.frame(FrameType.RESET, 128)
                .string("reason", reason.word())
                .cursor(cursor)
                .end();
    }

    /** Another filter holds from {@code cursor} on. */
    public static Frame narrowed(String cursor) {
        return Json.frame(FrameType.NARROWED, 96).cursor(cursor).end();
    }

    /** The token is about to expire. */
    public static Frame authExpiring(Instant expiresAt) {
        return Json.frame(FrameType.AUTH_EXPIRING, 96)
                .verbatim("expires_at", expiresAt.truncatedTo(ChronoUnit.MILLIS).toString())
                .end();
    }

    /** A new token was accepted; {@link Instant#MAX} is one that never expires. */
    public static Frame authOk(Instant expiresAt) {
        Json json = Json.frame(FrameType.AUTH_OK, 96);
        if (!expiresAt.equals(Instant.MAX)) {
            json.verbatim("expires_at", expiresAt.toString());
        }
        return json.end();
    }

    /** This replica is leaving: connect anew after {@code delay}, then close this connection. */
    public static Frame goaway(Duration delay) {
        return Json.frame(FrameType.GOAWAY, 64)
                .number("reconnect_in_ms", delay.toMillis())
                .end();
    }

    /** A frame of the client failed; {@code message} says what to do, and never repeats its content. */
    public static Frame error(ErrorCode code, String message) {
        return Json.frame(FrameType.ERROR, 160)
                .string("code", code.word())
                .string("message", message)
                .raw("retryable", Boolean.toString(code.retryable()))
                .end();
    }

    /** The end of a stream of server-sent events, which has no close frame of its own. */
    public static Frame close(CloseCode code, String reason) {
        return Json.frame(FrameType.CLOSE, 160)
                .number("code", code.number())
                .string("reason", reason)
                .string("advice", code.advice().word())
                .end();
    }

    /** Several frames in one, in order; its cursor is that of the last one that has one. */
    public static Frame batch(List<Frame> frames) {
        int length = frames.stream().mapToInt(frame -> frame.length() + 1).sum();
        StringBuilder batch = Json.begin(FrameType.BATCH, length + 32).append(",\"frames\":[");
        int cursorStart = 0;
        for (Frame frame : frames) {
            if (frame.hasCursor()) {
                cursorStart = batch.length() + frame.cursorStart();
            }
            batch.append(frame.text()).append(',');
        }
        batch.setLength(batch.length() - 1);
        return new Frame(batch.append("]}").toString(), cursorStart, 0);
    }
}
