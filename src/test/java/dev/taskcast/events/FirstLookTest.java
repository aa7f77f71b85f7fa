package dev.taskcast.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.GoldenRecords.Golden;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that looks like a plain event of the key's user alone is that event, or is unusable, for any producer. */
class FirstLookTest {
    private static final int DAMAGED = 20_000;
    private static final List<String> KEYS = List.of("ada", "bob", "user-7", "42", "7", "task-1");
    private static final String PLAIN = "{\"event_type\":\"task.updated\",\"user_id\":\"ada\",\"task\":{\"id\":7}}";

    private final Damage damage = new Damage();
    private final RecordParser parser = new RecordParser(
            new RecordLimits(4096, 64, 4),
            InstantSource.fixed(Instant.ofEpochMilli(GoldenRecords.TIMESTAMP)),
            Duration.ofSeconds(10));

    @Test
    void noGoldenRecordThatLooksPlainIsACloudEventOrARevocationOrForSomebodyElse() throws UnusableRecordException {
        int plain = 0;
        for (Golden golden : GoldenRecords.all()) {
            for (String key : keys(golden)) {
                plain += isPlain(golden.record(), key, golden.what()) ? 1 : 0;
            }
        }
        assertThat(plain).isGreaterThan(30);
    }

    @Test
    void aDamagedRecordThatLooksPlainIsNeverOfAnotherKindOrForAnotherUser() throws UnusableRecordException {
        List<Golden> all = GoldenRecords.all();
        for (int i = 0; i < DAMAGED; i++) {
            Golden golden = all.get(damage.random().nextInt(all.size()));
            SourceRecord good = golden.record();
            byte[] value = damage.several(good.value());
            SourceRecord record = new SourceRecord(2, 41, GoldenRecords.TIMESTAMP, value, good.headers());
            for (String key : keys(golden)) {
                isPlain(record, key, damage.report(value));
            }
        }
    }

    /** The key's user equals the value's user, as a string or as a whole number, and the record names no other user. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "ada | {\"user_id\":\"ada\"}",
                "ada | {\"user_id\" : \\t\\r\\n \"ada\" }",
                "é   | {\"user_id\":\"é\"}",
                "42  | {\"user_id\":\"42\"}",
                "42  | {\"user_id\":42}",
                "90  | {\"user_id\":90}",
                "42  | {\"user_id\": 42 ,\"a\":1}",
                "ada | {\"user_id\":\"ada\",\"task\":{\"id\":1,\"user_id\":\"bob\"}}",
                "ada | {\"task\":{\"id\":1,\"user_id\":\"bob\"},\"user_id\":\"ada\"}",
                "ada | {\"x_user_id\":\"bob\",\"user_id\":\"ada\",\"user_ids\":1}",
            })
    void aRecordThatNamesTheUserOfTheKeyLooksPlain(String key, String value) {
        assertThat(onlyUser(record(value.translateEscapes(), Map.of()), key)).contains(key);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "task-1       | {\"user_id\":\"ada\"}",
                "ad           | {\"user_id\":\"ada\"}",
                "adam         | {\"user_id\":\"ada\"}",
                "4            | {\"user_id\":42}",
                "42           | {\"user_id\":42.0}",
                "42           | {\"user_id\":42",
                "4e2          | {\"user_id\":4e2}",
                "ada          | {\"user_id\":ada}",
                "ada          | {\"user_id\":\"ada",
                "ada          | {\"user_id\"",
                "ada          | {\"user_id\":",
                "ada          | {\"user_id\":\"ada}",
                "ada          | \"user_id",
                "ada          | {\"\":\"ada\",\"user_ids\":[\"bob\"]}",
                "ada          | {\"_id\":\"ada\",\"user_id\":\"bob\"}",
                "ada          | {\"a\\\"user_id\":\"ada\",\"user_ids\":[\"bob\"]}",
                "ada          | {\"a\":[],\"user_id\":\"ada\",\"task\":{}}",
                "ada          | {\"a\":\"ada\",\"b\":{},\"user_id\":\"bob\"}",
                "ada          | {\"event_type\":\"a.b\"}",
                "ada          | {\"user_id\":\"bob\",\"task\":{\"user_id\":\"ada\"}}",
                "ada          | {\"task\":{\"user_id\":\"ada\"},\"user_id\":\"bob\"}",
                "ada          | {\"user_ids\":[\"ada\"],\"task\":{\"user_id\":\"ada\"}}",
                "ada          | {\"audience\":\"all\",\"task\":{\"user_id\":\"ada\"}}",
                "a\\/b         | {\"user_id\":\"a\\/b\"}",
                "x\",\"y\":\"z  | {\"user_id\":\"x\",\"y\":\"z\"}",
            })
    void aRecordThatNamesAnotherUserDoesNotLookPlain(String key, String value) {
        assertThat(onlyUser(record(value, Map.of()), key)).isEmpty();
    }

    @Test
    void aKeyThatIsNotUtf8DoesNotLookPlain() {
        byte[] value = bytes("{\"user_id\":\"?\"}");
        value[12] = (byte) 0xff;
        assertThat(FirstLook.onlyUser(GoldenRecords.record(value, Map.of()), new byte[] {(byte) 0xff}))
                .isEmpty();
    }

    /** If the value holds the whole event, the parser reads the same event from it without the headers. */
    @Test
    void anEventInTheValueIsReadAgainWithoutHeaders() throws UnusableRecordException {
        int inValue = 0;
        for (Golden golden : GoldenRecords.all()) {
            if (golden.unusable() == null) {
                ParsedRecord parsed = parser.read(golden.record());
                if (parsed.isInItsValue()) {
                    assertThat(parser.read(withoutHeaders(golden.record())))
                            .as(golden.what())
                            .isEqualTo(parsed);
                    inValue++;
                }
            }
        }
        assertThat(inValue).isGreaterThan(50);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event_type\":\"session.revoke\",\"user_id\":\"ada\"}",
                "{\"event_type\":\"session\\u002erevoke\",\"user_id\":\"ada\"}",
                "{\"event_type\":\"session.re\\u0076oke\",\"user_id\":\"ada\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"user_id\":\"ada\"}",
                "{\"spec\\u0076ersion\":\"1.0\",\"id\":\"1\",\"user_id\":\"ada\"}",
                "{\"\\u0075ser_id\":\"bob\",\"task\":{\"user_id\":\"ada\"}}",
                ""
            })
    void aRecordThatCannotWaitDoesNotLookPlain(String value) {
        assertThat(onlyUser(record(value, Map.of()), "ada")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_specversion", "ce_taskcastuser", "ce_taskcastchannel", "taskcast-via"})
    void aHeaderThatMeansSomethingDoesNotLookPlain(String header) {
        assertThat(onlyUser(record(PLAIN, Map.of(header, bytes("1.0"))), "ada")).isEmpty();
    }

    @Test
    void otherHeadersAndTheMostOrdinaryContentTypeLookPlain() {
        Map<String, byte[]> headers = Map.of("traceparent", bytes("00-1"), "content-type", bytes("application/json"));
        assertThat(onlyUser(record(PLAIN, headers), "ada")).isPresent();
        assertThat(onlyUser(record(PLAIN, Map.of("content-type", bytes("application/CloudEvents+json"))), "ada"))
                .isEmpty();
        assertThat(onlyUser(record(PLAIN.replace("task.updated", "a.v"), Map.of()), "ada"))
                .isPresent();
    }

    /** Whether {@code record} looks plain with {@code key}. If it does, the parser must agree. */
    private boolean isPlain(SourceRecord record, String key, String what) {
        Optional<String> user = onlyUser(record, key);
        if (user.isEmpty()) {
            return false;
        }
        try {
            ParsedRecord parsed = parser.read(record);
            assertThat(parsed.event()).as(what).isInstanceOf(TaskEvent.class);
            assertThat(((TaskEvent) parsed.event()).audience().isJust(user.get()))
                    .as(what)
                    .isTrue();
            assertThat(parsed.identity()).as(what).isEmpty();
            assertThat(parser.read(withoutHeaders(record))).as(what).isEqualTo(parsed);
        } catch (UnusableRecordException unusable) {
            assertThat(unusable).as(what).isNotNull();
        }
        return true;
    }

    @Test
    void anEmptyKeyIsNotAUserWhereverTheValueEnds() {
        String value = "{\"task\":{\"id\":1},\"user_id\":\"\",";
        for (int length = 0; length <= value.length(); length++) {
            assertThat(onlyUser(record(value.substring(0, length), Map.of()), ""))
                    .isEmpty();
        }
    }

    /** Keys that may match: every user that the record names, and some others. */
    private Set<String> keys(Golden golden) throws UnusableRecordException {
        Set<String> keys = new HashSet<>(KEYS);
        if (golden.unusable() == null
                && parser.read(golden.record()).event() instanceof TaskEvent event
                && event.audience() instanceof Audience.Users users) {
            keys.addAll(users.ids());
        }
        return keys;
    }

    private static Optional<String> onlyUser(SourceRecord record, String key) {
        return FirstLook.onlyUser(record, bytes(key));
    }

    private static SourceRecord withoutHeaders(SourceRecord record) {
        return new SourceRecord(
                record.partition(), record.offset(), record.timestamp(), record.value(), SourceRecord.Headers.NONE);
    }

    private static SourceRecord record(String value, Map<String, byte[]> headers) {
        return GoldenRecords.record(bytes(value), headers);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
