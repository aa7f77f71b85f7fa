package dev.taskcast.kafka;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.Caller;
import dev.taskcast.auth.Revocations;
import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.WindowSettings;
import dev.taskcast.events.RecordLimits;
import dev.taskcast.events.RecordParser;
import dev.taskcast.events.SkippedRecords;
import dev.taskcast.events.UnusableRecordException.Reason;
import dev.taskcast.harness.Lines;
import dev.taskcast.log.LogReader;
import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.tracing.Tracing;
import dev.taskcast.wire.TopicIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Only an event that was published twice is dropped. The times that producers write have no effect. */
class RecordAppenderTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final WindowSettings WINDOW = settings().window();

    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final TaskLog log = new TaskLog(WINDOW, () -> now);
    private final UnusableRecords unusable = new UnusableRecords(() -> now, new SkippedRecords());
    private final Revocations revocations = new Revocations();
    private final SessionRegistry registry = new SessionRegistry(
            log, settings().session(), SessionThreads.pooled(Thread::new, 64), () -> now, revocations, Tracing.OFF);
    private RecordAppender appender = intake(FakeTopic.SETTINGS);
    private final Lines lines = new Lines(RepeatedIds.class);
    private long offset;

    @BeforeEach
    void begin() {
        log.open(TopicIdentity.of("topic"), new long[1]);
        log.caughtUp();
    }

    @AfterEach
    void end() {
        lines.close();
    }

    private RecordAppender intake(KafkaSettings settings) {
        return intake(log, settings);
    }

    private RecordAppender intake(TaskLog log) {
        return intake(log, FakeTopic.SETTINGS);
    }

    private RecordAppender intake(TaskLog log, KafkaSettings settings) {
        RecordParser parser = new RecordParser(new RecordLimits(1 << 20, 64, 1_000), () -> now, Duration.ofSeconds(10));
        return new RecordAppender(parser, log, unusable, registry, WINDOW, settings);
    }

    @Test
    void aRevocationInTheTaskTopicCountsOnlyWhereRevocationsHaveNoTopicOfTheirOwn() {
        Caller ada = new Caller("ada", now.minusSeconds(5), Instant.MAX, Set.of());
        Caller bob = new Caller("bob", now.minusSeconds(5), Instant.MAX, Set.of());
        read("{\"event_type\":\"session.revoke\",\"user_id\":\"ada\"}");
        assertThat(revocations.revokes(ada)).isTrue();
        appender = intake(
                settings().with("taskcast.kafka.control-topic", "control").kafka());
        read("{\"event_type\":\"session.revoke\",\"user_id\":\"bob\"}");
        assertThat(revocations.revokes(bob)).isFalse();
        assertThat(unusable.total(Reason.NOT_ALLOWED)).isOne();
        assertThat(log.nextOffset(0)).isEqualTo(2);
    }

    @Test
    void aCopyIsDroppedAndCounted() {
        read(event("e-1", "ada", 1));
        read(event("e-1", "ada", 1).replace("\"source\"", "\"time\":\"2026-11-23T10:00:00Z\",\"source\""));
        thenDelivered(1);
        assertThat(appender.repeatedIds().copies()).isEqualTo(1);
        assertThat(appender.repeatedIds().reused()).isZero();
        assertThat(log.nextOffset(0)).isEqualTo(2);
    }

    @Test
    void updatesThatHaveTheTasksIdAsTheirOwnAreAllDeliveredAndCounted() {
        LogReader ada = log.subscribe("ada", () -> {});
        ada.beginNow();
        for (int revision = 1; revision <= 3; revision++) {
            read(event("task-1", "ada", revision));
        }
        List<String> frames = Stream.generate(ada::next)
                .limit(3)
                .map(next -> next.orElseThrow().frame().text())
                .toList();
        assertThat(frames).allMatch(frame -> frame.contains("\"id\":\"task-1\",\"fingerprint\":\""));
        assertThat(frames.stream().map(frame -> frame.replaceAll(".*\"fingerprint\":\"([^\"]+)\".*", "$1")))
                .allMatch(fingerprint -> fingerprint.matches("[A-Za-z0-9_-]{22}"))
                .doesNotHaveDuplicates();
        assertThat(appender.repeatedIds().reused()).isEqualTo(2);
        assertThat(appender.repeatedIds().copies()).isZero();
    }

    @Test
    void anEventWithARecordForEachUserReachesEachUser() {
        read(event("e-1", "eve", 1));
        read(event("e-1", "ada", 1));
        read(event("e-1", "bob", 1));
        thenDelivered(3);
    }

    @Test
    void anEventOfAnotherTypeIsAnotherEvent() {
        read(event("e-1", "ada", 1));
        read(event("e-1", "ada", 1).replace("task.updated", "task.deleted"));
        thenDelivered(2);
    }

    @Test
    void anIdThatIsUsedAgainIsLoggedOnceAMinuteWithoutItsContent() {
        for (int revision = 1; revision <= 5; revision++) {
            read(event("task-1", "ada", revision));
            now = now.plusSeconds(20);
        }
        assertThat(lines.all())
                .hasSize(2)
                .allMatch(line -> line.startsWith("WARNING TCAST1012W: Event id used again (id_reused)"))
                .noneMatch(line -> line.contains("ada") || line.contains("task-1"));
    }

    @Test
    void anIdThatIsUsedAgainIsLoggedOnceWhileThePastIsReadForAnyRecordTimes() {
        TaskLog past = new TaskLog(WINDOW, () -> now);
        past.open(TopicIdentity.of("topic"), new long[1]);
        appender = intake(past);
        for (int revision = 1; revision <= 100; revision++) {
            readAt(now.minusSeconds(60L * (revision % 2)).toEpochMilli(), event("task-1", "ada", revision));
        }
        assertThat(appender.repeatedIds().reused()).isEqualTo(99);
        assertThat(lines.all()).hasSize(1);
    }

    @Test
    void aTimestampFromTheFutureDoesNotClearTheKnownIds() {
        read(event("e-1", "ada", 1));
        readAt(now.toEpochMilli() * 1_000, event("e-2", "ada", 2));
        read(event("e-1", "ada", 1));
        readAt(now.toEpochMilli() * 1_000, event("e-2", "ada", 2));
        thenDelivered(2);
    }

    @Test
    void aTimestampFromTheFutureIsNotRememberedLongerThanOthers() {
        readAt(now.toEpochMilli() * 1_000, event("e-1", "ada", 1));
        now = now.plus(WINDOW.maxAge()).plusMillis(1);
        read(event("e-1", "ada", 1));
        assertThat(appender.repeatedIds().copies()).isZero();
    }

    @Test
    void aClockThatIsHoursBehindDoesNotMakeACopyAnEvent() {
        long behind = now.minus(HOUR).toEpochMilli();
        readAt(behind, event("e-1", "ada", 1));
        read(event("e-2", "ada", 2));
        readAt(behind, event("e-1", "ada", 1));
        thenDelivered(2);
    }

    @Test
    void whileThePastIsReadBackACopyIsKnownByTheTimesOfTheRecords() {
        TaskLog starting = new TaskLog(WINDOW, () -> now);
        starting.open(TopicIdentity.of("topic"), new long[1]);
        assertThat(starting.arrival(
                        RecordAppender.source(record(now.minusSeconds(60).toEpochMilli(), "{}"))))
                .isEqualTo(now.minusSeconds(60).toEpochMilli());
        assertThat(starting.arrival(RecordAppender.source(record(now.toEpochMilli() * 1_000, "{}"))))
                .isEqualTo(now.toEpochMilli());
    }

    private void thenDelivered(int events) {
        assertThat(log.statistics().appended()).isEqualTo(events);
    }

    private static String event(String id, String user, int revision) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/tasks\",\"type\":\"task.updated\","
                + "\"taskcastuser\":\"" + user + "\",\"data\":{\"id\":\"task-1\",\"rev\":" + revision + "}}";
    }

    private void read(String value) {
        readAt(now.toEpochMilli(), value);
    }

    private void readAt(long timestamp, String value) {
        appender.take(List.of(record(timestamp, value)));
        offset++;
    }

    private ConsumerRecord<byte[], byte[]> record(long timestamp, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(
                "task-updates",
                0,
                offset,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                bytes.length,
                null,
                bytes,
                new RecordHeaders(),
                Optional.empty());
    }
}
