package dev.taskcast.wire;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The frames that the server sends, each as its JSON text. PROTOCOL.md §Frames says when.
 *
 * <p>Instants are RFC 3339 in UTC. In {@code task_update} the cursor is the last field, which {@link
 * #cursorOf} and {@link #withCursor} rely on.
 */
public final class ServerFrames {
    private static final String CURSOR_FIELD = ",\"cursor\":\"";
    private static final int ENVELOPE = 160;

    private ServerFrames() {}

    /** The first frame of a session. {@code reason} is null unless {@code resume} is {@code reset}. */
    public static String welcome(Greeting greeting, String cursor, Resume resume, ResetReason reason) {
        Json json = Json.frame("welcome", 256)
                .string("user", greeting.user())
                .string("session", greeting.session())
                .string("resume", resume.word());
        if (reason != null) {
            json.string("reason", reason.word());
        }
        json.number("heartbeat_ms", greeting.heartbeat().toMillis());
        if (!greeting.expiresAt().equals(Instant.MAX)) {
            json.verbatim("expires_at", greeting.expiresAt().toString());
        }
        return json.verbatim("cursor", cursor).end();
    }

    /**
     * What a welcome tells about the session.
     *
     * @param expiresAt when its token expires; {@link Instant#MAX} for never
     */
    public record Greeting(String user, String session, Duration heartbeat, Instant expiresAt) {}

    /** An event. */
    public static String taskUpdate(TaskUpdate update, String cursor) {
        Json json = Json.frame("task_update", ENVELOPE + update.task().length() + cursor.length())
                .string("event", update.event())
                .raw("task", update.task())
                .string("id", update.id());
        if (!update.fingerprint().isEmpty()) {
            json.verbatim("fingerprint", update.fingerprint());
        }
        return json.verbatim("time", rfc3339(update.time()))
                .verbatim("cursor", cursor)
                .end();
    }

    /**
     * What a frame says of an event.
     *
     * @param task JSON already
     * @param fingerprint letters, digits, {@code _} and {@code -}; empty if its {@code id} alone tells it from others
     */
    public record TaskUpdate(String event, String task, String id, String fingerprint, Instant time) {}

    /** What {@link Instant#toString} says, without the machinery of a formatter: every event has one. */
    static String rfc3339(Instant time) {
        LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        boolean leavesSecondsOut = utc.getSecond() == 0 && utc.getNano() == 0;
        return leavesSecondsOut ? utc + ":00Z" : utc + "Z";
    }

    /** The cursor of a {@code task_update} frame. */
    public static String cursorOf(String taskUpdate) {
        int start = taskUpdate.lastIndexOf(CURSOR_FIELD) + CURSOR_FIELD.length();
        return taskUpdate.substring(start, taskUpdate.length() - 2);
    }

    /** A {@code task_update} frame with another cursor. */
    public static String withCursor(String taskUpdate, String cursor) {
        return taskUpdate.substring(0, taskUpdate.lastIndexOf(CURSOR_FIELD)) + CURSOR_FIELD + cursor + "\"}";
    }

    /** Nothing else was sent for a while; everything up to {@code cursor} was. */
    public static String heartbeat(String cursor) {
        return Json.frame("heartbeat", 96).verbatim("cursor", cursor).end();
    }

    /** The answer to a ping; {@code id} is its JSON string or number, or null when it had none. */
    public static String pong(String id, String cursor) {
        Json json = Json.frame("pong", 96);
        if (id != null) {
            json.raw("id", id);
        }
        return json.verbatim("cursor", cursor).end();
    }

    /** A hole that cannot be filled: reload the snapshot, then go on from {@code cursor}. */
    public static String reset(ResetReason reason, String cursor) {
        return Json.frame("reset", 128)
                .string("reason", reason.word())
                .verbatim("cursor", cursor)
                .end();
    }

    /** The token is about to expire. */
    public static String authExpiring(Instant expiresAt) {
        return Json.frame("auth_expiring", 96)
                .verbatim("expires_at", expiresAt.truncatedTo(ChronoUnit.MILLIS).toString())
                .end();
    }

    /** A new token was accepted; {@link Instant#MAX} is one that never expires. */
    public static String authOk(Instant expiresAt) {
        Json json = Json.frame("auth_ok", 96);
        if (!expiresAt.equals(Instant.MAX)) {
            json.verbatim("expires_at", expiresAt.toString());
        }
        return json.end();
    }

    /** This replica is leaving: connect anew after {@code delay}, then close this connection. */
    public static String goaway(Duration delay) {
        return Json.frame("goaway", 64)
                .number("reconnect_in_ms", delay.toMillis())
                .end();
    }

    /** A frame of the client failed; {@code message} says what to do, and never repeats its content. */
    public static String error(ErrorCode code, String message) {
        return Json.frame("error", 160)
                .string("code", code.word())
                .string("message", message)
                .raw("retryable", Boolean.toString(code.retryable()))
                .end();
    }

    /** Several frames in one, in order. */
    public static String batch(List<String> frames) {
        int length = frames.stream().mapToInt(frame -> frame.length() + 1).sum();
        StringBuilder batch = new StringBuilder(length + 32).append("{\"type\":\"batch\",\"frames\":[");
        for (String frame : frames) {
            batch.append(frame).append(',');
        }
        batch.setLength(batch.length() - 1);
        return batch.append("]}").toString();
    }
}
