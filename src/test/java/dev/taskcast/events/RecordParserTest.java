package dev.taskcast.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.events.GoldenRecords.Golden;
import dev.taskcast.events.UnusableRecordException.Reason;
import dev.taskcast.wire.ServerFrames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordParserTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(GoldenRecords.TIMESTAMP));
    private static final RecordParser PARSER =
            new RecordParser(new RecordLimits(4096, 64, 4), CLOCK, Duration.ofSeconds(10));

    @TestFactory
    Stream<DynamicContainer> everyGoldenRecordBecomesWhatItsFileSays() {
        return GoldenRecords.FILES.stream()
                .map(file -> DynamicContainer.dynamicContainer(
                        file,
                        GoldenRecords.read(file).stream()
                                .map(golden -> DynamicTest.dynamicTest(golden.what(), () -> check(golden)))));
    }

    private static void check(Golden golden) throws UnusableRecordException {
        if (golden.unusable() == null) {
            assertThat(written(PARSER.read(golden.record()))).isEqualTo(golden.expect());
        } else {
            assertThatThrownBy(() -> PARSER.read(golden.record()))
                    .isInstanceOfSatisfying(UnusableRecordException.class, unusable -> assertThat(unusable.reason())
                            .isEqualTo(Reason.valueOf(golden.unusable())));
        }
    }

    /** The event in the terms of the golden files. */
    private static Map<String, Object> written(ParsedRecord parsed) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (parsed.event() instanceof TaskEvent event) {
            json.put("event", event.type());
            if (event.audience() instanceof Audience.Users users) {
                json.put("users", users.ids());
            } else if (event.audience() instanceof Audience.Everyone) {
                json.put("audience", "all");
            }
            json.put("task", event.task());
            json.put("id", event.id());
            if (!event.channel().isEmpty()) {
                json.put("channel", event.channel());
            }
            json.put("time", event.time().toString());
        } else if (parsed.event() instanceof Revocation revocation) {
            json.put("revoke", revocation.user());
            json.put("issued_before", revocation.issuedBefore().toString());
        }
        parsed.identity().ifPresent(id -> json.put("identity", Map.of("source", id.source(), "id", id.id())));
        return json;
    }

    /** Except for the reasons that concern a record's position or its sender. */
    @Test
    void everyReasonHasAGoldenRecord() {
        assertThat(GoldenRecords.all().stream().map(Golden::unusable))
                .contains(
                        EnumSet.complementOf(EnumSet.of(Reason.NOT_A_REVOCATION, Reason.NOT_ALLOWED, Reason.WRONG_KEY))
                                .stream()
                                .map(Reason::name)
                                .toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3_600_000, 1_000_000_000_000_000L})
    void aTimestampFromTheFutureRevokesOnlyTokensIssuedUntilNow(long ahead) throws UnusableRecordException {
        Revocation revocation = revoke(GoldenRecords.TIMESTAMP + ahead, "");
        assertThat(revocation.issuedBefore()).isEqualTo(CLOCK.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3_600_000})
    void aRevocationThatIsAheadByMoreThanTheClockSkewIsUnusable(long ahead) throws UnusableRecordException {
        Instant latest = CLOCK.instant().plusSeconds(10);
        long timestamp = GoldenRecords.TIMESTAMP + ahead;
        assertThat(revoke(timestamp, ",\"issued_before\":\"" + latest + "\"").issuedBefore())
                .isEqualTo(latest);
        assertThatThrownBy(() -> revoke(timestamp, ",\"issued_before\":\"" + latest.plusMillis(1) + "\""))
                .hasMessageStartingWith("issued_before: ");
    }

    private static Revocation revoke(long timestamp, String issuedBefore) throws UnusableRecordException {
        String json = "{\"event_type\":\"session.revoke\",\"user_id\":\"ada\"" + issuedBefore + "}";
        return (Revocation)
                PARSER.parse(new SourceRecord(2, 41, timestamp, json.getBytes(UTF_8), SourceRecord.Headers.NONE));
    }

    @Test
    void valuesUpToTheLimitsAreRead() throws UnusableRecordException {
        String nested = "[".repeat(62) + "]".repeat(62);
        assertThat(PARSER.parse(plain("{\"id\":1,\"d\":" + nested + "}"))).isInstanceOf(TaskEvent.class);
        int room = 4096 - plain("{\"id\":\"\"}").value().length;
        assertThat(PARSER.parse(plain("{\"id\":\"" + "x".repeat(room) + "\"}"))).isInstanceOf(TaskEvent.class);
    }

    @Test
    void aMegabyteOfDigitsIsANumberLikeAnyOther() throws UnusableRecordException {
        RecordParser large = new RecordParser(new RecordLimits(2 << 20, 64, 4), CLOCK, Duration.ofSeconds(10));
        String task =
                "{\"id\":" + "9".repeat(1 << 20) + ",\"" + "n".repeat(1 << 18) + "\":\"" + "s".repeat(1 << 18) + "\"}";
        TaskEvent event = (TaskEvent) large.parse(plain(task));
        assertThat(event.task().equals(task)).as("untouched").isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1790000000123456, 9999-12-31T23:59:59.999Z",
        "9223372036854775807, 9999-12-31T23:59:59.999Z",
        "-9223372036854775808, 0000-01-01T00:00:00Z",
        "-1, 1969-12-31T23:59:59.999Z"
    })
    void aTimestampThatIsNoTimeOfAFrameBecomesTheNearestOne(long timestamp, String time)
            throws UnusableRecordException {
        byte[] value = plain("{\"id\":1}").value();
        SourceRecord record = new SourceRecord(2, 41, timestamp, value, SourceRecord.Headers.NONE);
        TaskEvent event = (TaskEvent) PARSER.parse(record);
        assertThat(ServerFrames.taskUpdate(event.update(), "c").text()).contains("\"time\":\"" + time + "\"");
    }

    @Test
    void messagesNameFieldsAndNeverContent() {
        for (Golden golden : GoldenRecords.read("unusable")) {
            assertThatThrownBy(() -> PARSER.read(golden.record()))
                    .as(golden.what())
                    .message()
                    .hasSizeLessThan(80)
                    .doesNotContainPattern("\\b(ada|eve|hello)\\b");
        }
    }

    private static SourceRecord plain(String task) {
        String json = "{\"event_type\":\"task.updated\",\"user_id\":\"ada\",\"task\":" + task + "}";
        return GoldenRecords.record(json.getBytes(UTF_8), Map.of());
    }
}
