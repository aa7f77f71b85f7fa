package dev.taskcast.sessions;

import static dev.taskcast.config.ShippedSettings.settings;

import dev.taskcast.auth.Caller;
import dev.taskcast.auth.Revocations;
import dev.taskcast.config.SessionSettings;
import dev.taskcast.events.RecordLimits;
import dev.taskcast.events.RecordParser;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.log.TaskLog;
import dev.taskcast.tracing.Tracing;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.TopicIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** A registry over a real log of one partition, with the threads that the test chooses. */
final class SessionsFixture {
    static final TopicIdentity TOPIC = TopicIdentity.of("a topic");
    static final SessionSettings SETTINGS = settings()
            .with("taskcast.session.heartbeat", "24s")
            .with("taskcast.session.ping-interval", "10m")
            .with("taskcast.session.pong-deadline", "20s")
            .with("taskcast.session.max-per-user", 500)
            .session();

    final TaskLog log = new TaskLog(settings().window(), this::now);
    final SessionRegistry registry;
    private final RecordParser parser =
            new RecordParser(new RecordLimits(1 << 20, 64, 1_000), this::now, Duration.ofSeconds(10));
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private long offset;

    SessionsFixture(SessionThreads threads) {
        registry = new SessionRegistry(log, SETTINGS, threads, this::now, new Revocations(), Tracing.OFF);
        log.open(TOPIC, new long[1]);
    }

    /** A fixture whose log was read up to the present. */
    static SessionsFixture ready(SessionThreads threads) {
        SessionsFixture fixture = new SessionsFixture(threads);
        fixture.log.caughtUp();
        return fixture;
    }

    Instant now() {
        return now;
    }

    /** Moves the wall clock. */
    void pass(Duration time) {
        now = now.plus(time);
    }

    /** The caller of a token that is issued now and valid for an hour. */
    Caller caller(String user) {
        return caller(user, Duration.ofHours(1));
    }

    Caller caller(String user, Duration validity) {
        return new Caller(user, now, now.plus(validity), Set.of());
    }

    Session open(String user, Transport transport) {
        return registry.open(caller(user), Subscription.FROM_NOW, transport, Peer.UNKNOWN);
    }

    /** Opens a session that resumes at offset {@code next} of the partition. */
    Session resume(String user, long next, Transport transport) {
        return registry.open(caller(user), Subscription.FROM_NOW.after(cursor(next)), transport, Peer.UNKNOWN);
    }

    /** Appends the next event of {@code user}; its task's id is the number of its record, counted from 1. */
    void publish(String user) {
        publish(user, "");
    }

    void publish(String user, String title) {
        append("\"user_id\":\"" + user + "\"", title);
    }

    /** The same in {@code channel}. */
    void publishIn(String channel, String user) {
        append("\"user_id\":\"" + user + "\",\"channel\":\"" + channel + "\"", "");
    }

    /** Appends an event of {@code user} whose record was written at {@code timestamp}. */
    void publishWritten(long timestamp, String user) {
        append("\"user_id\":\"" + user + "\"", "", timestamp);
    }

    private void append(String fields, String title) {
        append(fields, title, now.toEpochMilli());
    }

    private void append(String fields, String title, long timestamp) {
        String event = "{\"event_type\":\"task.updated\"," + fields + ",\"task\":{\"id\":" + (offset + 1)
                + ",\"title\":\"" + title + "\"}}";
        SourceRecord record = new SourceRecord(
                0, offset++, timestamp, event.getBytes(StandardCharsets.UTF_8), SourceRecord.Headers.NONE);
        try {
            log.append(record, (TaskEvent) parser.parse(record));
        } catch (UnusableRecordException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static String cursor(long next) {
        return new Cursor(TOPIC, new long[] {next}).encode();
    }

    /** The offset in the cursor of {@code frame}. */
    static long next(String frame) {
        int start = frame.lastIndexOf("\"cursor\":\"") + 10;
        return Cursor.parse(frame.substring(start, frame.indexOf('"', start)))
                .orElseThrow()
                .next(0);
    }
}
