package dev.taskcast.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.GoldenRecords.Golden;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks plain is a plain event or unusable, whatever its producer did. */
class FirstLookTest {
    private static final int DAMAGED = 20_000;
    private static final String PLAIN = "{\"event_type\":\"task.updated\",\"user_id\":\"ada\",\"task\":{\"id\":7}}";

    private final Damage damage = new Damage();
    private final RecordParser parser = new RecordParser(
            new RecordLimits(4096, 64, 4),
            InstantSource.fixed(Instant.ofEpochMilli(GoldenRecords.TIMESTAMP)),
            Duration.ofSeconds(10));

    @Test
    void noGoldenRecordThatLooksPlainIsACloudEventOrARevocation() {
        List<Golden> plain = GoldenRecords.all().stream()
                .filter(golden -> FirstLook.isPlain(golden.record()))
                .toList();
        assertThat(plain).hasSizeGreaterThan(30);
        plain.forEach(golden -> isPlain(golden.record(), golden.what()));
    }

    @Test
    void noDamagedRecordThatLooksPlainIsACloudEventOrARevocation() {
        List<Golden> golden = GoldenRecords.all();
        for (int i = 0; i < DAMAGED; i++) {
            SourceRecord good =
                    golden.get(damage.random().nextInt(golden.size())).record();
            byte[] value = damage.several(good.value());
            SourceRecord record = new SourceRecord(2, 41, GoldenRecords.TIMESTAMP, value, good.headers());
            if (FirstLook.isPlain(record)) {
                isPlain(record, damage.report(value));
            }
        }
    }

    /** A value that says all of it says the same without headers, and then again. */
    @Test
    void whatIsInTheValueIsReadAgainWithoutHeaders() throws UnusableRecordException {
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
                "{\"specversion\":\"1.0\",\"id\":\"1\"}",
                "{\"spec\\u0076ersion\":\"1.0\",\"id\":\"1\"}",
                ""
            })
    void whatCannotWaitDoesNotLookPlain(String value) {
        assertThat(FirstLook.isPlain(record(value, Map.of()))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_specversion", "ce_taskcastuser", "ce_taskcastchannel", "taskcast-via"})
    void aHeaderThatMeansSomethingDoesNotLookPlain(String header) {
        assertThat(FirstLook.isPlain(record(PLAIN, Map.of(header, bytes("1.0")))))
                .isFalse();
    }

    @Test
    void otherHeadersAndTheMostOrdinaryContentTypeLookPlain() {
        Map<String, byte[]> headers = Map.of("traceparent", bytes("00-1"), "content-type", bytes("application/json"));
        assertThat(FirstLook.isPlain(record(PLAIN, headers))).isTrue();
        assertThat(FirstLook.isPlain(record(PLAIN, Map.of("content-type", bytes("application/CloudEvents+json")))))
                .isFalse();
        assertThat(FirstLook.isPlain(record(PLAIN.replace("task.updated", "a.v"), Map.of())))
                .isTrue();
    }

    private void isPlain(SourceRecord record, String what) {
        try {
            ParsedRecord parsed = parser.read(record);
            assertThat(parsed.event()).as(what).isInstanceOf(TaskEvent.class);
            assertThat(parsed.identity()).as(what).isEmpty();
            assertThat(parser.read(withoutHeaders(record))).as(what).isEqualTo(parsed);
        } catch (UnusableRecordException unusable) {
            assertThat(unusable).as(what).isNotNull();
        }
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
