package dev.taskcast.kafka;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.auth.Caller;
import dev.taskcast.auth.Revocations;
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
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.TopicIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records for an absent user, with and without producers that key by user. */
class AbsentUsersTest {
    private static final WindowSettings WINDOW = settings().window();
    private static final TopicIdentity TOPIC = TopicIdentity.of("topic");
    private static final Map<String, String> NO_HEADERS = Map.of();

    private final Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final TaskLog log = new TaskLog(WINDOW, () -> now);
    private final UnusableRecords unusable = new UnusableRecords(() -> now, new SkippedRecords());
    private final Revocations revocations = new Revocations();
    private RecordAppender appender;
    private long offset;

    @BeforeEach
    void begin() {
        log.open(TOPIC, new long[1]);
        log.caughtUp();
        keyedByUser(true);
    }

    private void keyedByUser(boolean keyedByUser) {
        SessionRegistry registry = new SessionRegistry(
                log, settings().session(), SessionThreads.pooled(Thread::new, 64), () -> now, revocations, Tracing.OFF);
        RecordParser parser = new RecordParser(new RecordLimits(1 << 20, 64, 1_000), () -> now, Duration.ofSeconds(10));
        appender = new RecordAppender(
                parser,
                log,
                unusable,
                registry,
                WINDOW,
                settings().with("taskcast.kafka.keyed-by-user", keyedByUser).kafka());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everythingIsHandedOutInOrderAndOnceAcrossAMalformedOneAndACopy(boolean keyedByUser) {
        keyedByUser(keyedByUser);
        read("ada", plain("ada", 1));
        read("ada", "{\"event_type\":\"task.updated\",\"user_id\":");
        read("ada", cloudEvent("e-1", "ada", 2));
        read("ada", cloudEvent("e-1", "ada", 2));
        read("ada", plain("ada", 3));
        assertThat(drained("ada")).containsExactly(1, 2, 3);
        assertThat(unusable.total(Reason.NOT_JSON)).isOne();
        assertThat(appender.repeatedIds().copies()).isOne();
    }

    @Test
    void aMalformedRecordOfAnAbsentUserIsCountedOnceWhenItIsReadOrWithoutTheSettingImmediately() {
        String malformed = "{\"user_id\":\"ada\"";
        read("ada", malformed);
        assertThat(unusable.total(Reason.NOT_JSON)).isZero();
        drained("ada");
        drained("ada");
        assertThat(unusable.total(Reason.NOT_JSON)).isOne();
        keyedByUser(false);
        read("ada", malformed);
        assertThat(unusable.total(Reason.NOT_JSON)).isEqualTo(2);
    }

    @Test
    void aRecordWhoseKeyIsAnotherUserReachesNeitherUserAndIsCountedAndLogged() {
        try (Lines lines = new Lines(UnusableRecords.class)) {
            LogReader bob = present("bob");
            read("ada", plain("bob", 1));
            assertThat(bob.next()).isEmpty();
            assertThat(drained("ada")).isEmpty();
            assertThat(drained("bob")).isEmpty();
            assertThat(unusable.total(Reason.WRONG_KEY)).isOne();
            assertThat(lines.all())
                    .singleElement()
                    .asString()
                    .contains("WRONG_KEY")
                    .doesNotContain("ada", "bob");
        }
    }

    /** No session ever reads as such a user, so an event that waited for one would be lost without a trace. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeyThatIsNotAUserIsCountedImmediatelyForPresentAndAbsentUsers(boolean present) {
        LogReader bob = log.subscribe("bob", () -> {});
        bob.beginNow();
        if (!present) {
            bob.close();
        }
        for (int i = 0; i < 200; i++) {
            read("task-" + i, plain("bob", i));
        }
        assertThat(unusable.total(Reason.WRONG_KEY)).isEqualTo(200);
        assertThat(bob.next()).isEmpty();
        assertThat(log.statistics().events()).isZero();
        assertThat(log.nextOffset(0)).isEqualTo(200);
    }

    @Test
    void aKeyThatOnlyTheTaskNamesIsCountedImmediately() {
        String task = "\"task\":{\"id\":1,\"user_id\":\"ada\"}}";
        read("ada", "{\"event_type\":\"a.b\",\"user_id\":\"bob\"," + task);
        read("ada", "{\"event_type\":\"a.b\",\"user_ids\":[\"bob\"]," + task);
        read("ada", "{\"event_type\":\"a.b\",\"audience\":\"all\"," + task);
        assertThat(unusable.total(Reason.WRONG_KEY)).isEqualTo(3);
    }

    @Test
    void aKeyThatIsNotUtf8BelongsToNoUser() {
        byte[] key = {'a', (byte) 0xff};
        byte[] value = bytes(plain("a?", 1));
        value[new String(value, StandardCharsets.UTF_8).indexOf('?')] = (byte) 0xff;
        read(key, bytes(plain("a\uFFFD", 1)), NO_HEADERS);
        read(key, value, NO_HEADERS);
        assertThat(unusable.total(Reason.WRONG_KEY)).isOne();
        assertThat(unusable.total(Reason.NOT_JSON)).isOne();
    }

    @Test
    void aNumberIsAUserToo() {
        read("7", plain("ada", 1).replace("\"ada\"", "7"));
        read("7", plain("7", 2));
        read("7", plain("ada", 3).replace("\"ada\"", "70"));
        assertThat(unusable.total(Reason.WRONG_KEY)).isOne();
        assertThat(drained("7")).containsExactly(1, 2);
    }

    @Test
    void aKeyThatIsNotTheUserIsRefusedAlsoIfTheUserOfTheKeyIsPresent() {
        LogReader ada = present("ada");
        read("ada", plain("bob", 1));
        read("ada", "{\"event_type\":\"a.b\",\"user_ids\":[\"ada\",\"bob\"],\"task\":{\"id\":1}}");
        read("ada", "{\"event_type\":\"a.b\",\"audience\":\"all\",\"task\":{\"id\":1}}");
        assertThat(ada.next()).isEmpty();
        assertThat(drained("bob")).isEmpty();
        assertThat(unusable.total(Reason.WRONG_KEY)).isEqualTo(3);
        assertThat(log.nextOffset(0)).isEqualTo(3);
    }

    @Test
    void withoutTheSettingAKeyMeansNothing() {
        keyedByUser(false);
        LogReader bob = present("bob");
        read("ada", plain("bob", 1));
        assertThat(bob.next()).isPresent();
        assertThat(drained("ada")).isEmpty();
        assertThat(unusable.total(Reason.WRONG_KEY)).isZero();
    }

    @Test
    void aRecordWithoutAKeyIsForTheUsersInItsValue() {
        LogReader bob = present("bob");
        read("", plain("bob", 1));
        read("", "{\"event_type\":\"a.b\",\"user_ids\":[\"ada\",\"bob\"],\"task\":{\"id\":2}}");
        read("", "{\"event_type\":\"a.b\",\"audience\":\"all\",\"task\":{\"id\":3}}");
        assertThat(drain(bob)).containsExactly(1, 2, 3);
        assertThat(drained("ada")).containsExactly(2, 3);
    }

    @Test
    void aRecordOfTheGatewayForSeveralUsersReachesEachOfThem() {
        String several = "{\"event_type\":\"a.b\",\"user_ids\":[\"ada\",\"bob\"],\"task\":{\"id\":1}}";
        read("ada", several, Map.of("taskcast-via", "http"));
        assertThat(drained("ada")).containsExactly(1);
        assertThat(drained("bob")).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"session.revoke", "session\\u002erevoke", "session.re\\u0076oke"})
    void aRevocationOfAnAbsentUserHoldsImmediatelyInEverySpelling(String type) {
        read("somebody", "{\"event_type\":\"" + type + "\",\"user_id\":\"ada\"}");
        assertThat(revocations.revokes(new Caller("ada", now.minusSeconds(5), Instant.MAX, Set.of())))
                .isTrue();
    }

    @Test
    void aCopyIsKnownWhetherItsUserWasPresentForTheFirstOneOrForTheSecond() {
        LogReader ada = present("ada");
        read("ada", cloudEvent("e-1", "ada", 1));
        assertThat(drain(ada)).containsExactly(1);
        ada.close();
        read("ada", cloudEvent("e-1", "ada", 1));
        read("ada", cloudEvent("e-2", "ada", 2));
        LogReader back = present("ada");
        read("ada", cloudEvent("e-2", "ada", 2));
        assertThat(drain(back)).isEmpty();
        assertThat(drained("ada")).containsExactly(1, 2);
        assertThat(appender.repeatedIds().copies()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCloudEventHasTheSameFrameForAUserWhoWasAway(boolean binary) {
        Map<String, String> headers = binary
                ? Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "e-1",
                        "ce_source", "/tasks",
                        "ce_type", "task.updated",
                        "ce_taskcastuser", "ada",
                        "ce_taskcastchannel", "board:7")
                : NO_HEADERS;
        String value = binary ? "{\"id\":1}" : cloudEvent("e-1", "ada", 1);
        LogReader present = present("ada");
        read("ada", value, headers);
        String expected = present.next().orElseThrow().frame().text();
        present.close();
        log.open(TopicIdentity.of("the same once more"), new long[1]);
        appender.forgetCopies();
        offset = 0;
        read("ada", value, headers);
        LogReader back = reader("ada", TopicIdentity.of("the same once more"));
        assertThat(withoutCursor(back.next().orElseThrow().frame().text())).isEqualTo(withoutCursor(expected));
        assertThat(expected).contains("\"fingerprint\":");
    }

    @Test
    void aRecordWhoseKeyCannotBeAUserIsParsedImmediately() {
        read("\t", plain("ada", 1));
        read("a".repeat(257), plain("ada", 1));
        read("a".repeat(100_000), plain("ada", 1));
        assertThat(unusable.total(Reason.WRONG_KEY)).isEqualTo(3);
        assertThat(log.statistics().feeds()).isZero();
    }

    @Test
    void aRecordThatIsTooLargeIsNotKept() {
        read("ada", plain("ada", 1).replace("{\"id\"", "{\"x\":\"" + "x".repeat(1 << 20) + "\",\"id\""));
        assertThat(unusable.total(Reason.TOO_LARGE)).isOne();
        assertThat(log.statistics().events()).isZero();
    }

    private LogReader present(String user) {
        LogReader reader = log.subscribe(user, () -> {});
        reader.beginNow();
        return reader;
    }

    /** All events of the window that {@code user} receives. */
    private List<Integer> drained(String user) {
        return drain(reader(user, TOPIC));
    }

    private LogReader reader(String user, TopicIdentity topic) {
        LogReader reader = log.subscribe(user, () -> {});
        assertThat(reader.beginAfter(new Cursor(topic, new long[1]), () -> {})).isPresent();
        reader.close();
        return reader;
    }

    private static List<Integer> drain(LogReader reader) {
        List<Integer> numbers = new ArrayList<>();
        while (reader.hasNext()) {
            reader.next()
                    .ifPresent(next -> numbers.add(
                            Integer.valueOf(next.frame().text().replaceAll(".*\"task\":\\{\"id\":(\\d+).*", "$1"))));
        }
        return numbers;
    }

    private static String withoutCursor(String frame) {
        return frame.replaceAll("\"cursor\":\"[^\"]*\"", "");
    }

    private static String plain(String user, int number) {
        return "{\"event_type\":\"task.updated\",\"user_id\":\"" + user + "\",\"task\":{\"id\":" + number + "}}";
    }

    private static String cloudEvent(String id, String user, int number) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/tasks\",\"type\":\"task.updated\","
                + "\"taskcastuser\":\"" + user + "\",\"data\":{\"id\":" + number + "}}";
    }

    private void read(String key, String value) {
        read(key, value, NO_HEADERS);
    }

    private void read(String key, String value, Map<String, String> headers) {
        read(bytes(key), bytes(value), headers);
    }

    private void read(byte[] key, byte[] value, Map<String, String> headers) {
        RecordHeaders all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, bytes(text)));
        appender.take(List.of(new ConsumerRecord<>(
                "task-updates",
                0,
                offset++,
                now.toEpochMilli(),
                TimestampType.CREATE_TIME,
                key.length,
                value.length,
                key,
                value,
                all,
                Optional.empty())));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
