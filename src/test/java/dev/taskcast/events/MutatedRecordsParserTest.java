package dev.taskcast.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.GoldenRecords.Golden;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Parses golden records after they were damaged. */
class MutatedRecordsParserTest {
    private static final int RECORDS = 20_000;
    private final Damage damage = new Damage();
    private final RecordParser parser =
            new RecordParser(new RecordLimits(4096, 64, 4), InstantSource.system(), Duration.ofSeconds(10));

    @Test
    void aDamagedRecordIsAnEventOrUnusableAndNothingElse() {
        List<Golden> golden = GoldenRecords.all();
        int usable = 0;
        for (int i = 0; i < RECORDS; i++) {
            SourceRecord good =
                    golden.get(damage.random().nextInt(golden.size())).record();
            if (outcome(damage.several(good.value()), headers(good)).isPresent()) {
                usable++;
            }
        }
        assertThat(usable).as("usable records").isBetween(RECORDS / 100, RECORDS * 9 / 10);
    }

    @Test
    void aRecordCutAtAnyByteIsNoEvent() {
        for (Golden golden : GoldenRecords.read("plain")) {
            byte[] value = golden.record().value();
            int end = new String(value, StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8).length;
            int start = value.length
                    - new String(value, StandardCharsets.UTF_8).stripLeading().getBytes(StandardCharsets.UTF_8).length;
            for (int length = 0; length < start + end; length++) {
                assertThat(outcome(Arrays.copyOf(value, length), headers(golden.record())))
                        .as("%s, %d bytes", golden.what(), length)
                        .isEmpty();
            }
        }
    }

    /** The event, if there is one. Any exception but the expected one fails the test and shows the record. */
    private Optional<Event> outcome(byte[] value, Map<String, byte[]> headers) {
        try {
            Event event = parser.parse(GoldenRecords.record(value, headers));
            if (event instanceof TaskEvent task) {
                assertThat(task.task()).startsWith("{").endsWith("}");
                byte[] wire = task.task().getBytes(StandardCharsets.UTF_8);
                assertThat(new String(wire, StandardCharsets.UTF_8))
                        .as("fits UTF-8")
                        .isEqualTo(task.task());
            }
            return Optional.of(event);
        } catch (UnusableRecordException unusable) {
            return Optional.empty();
        } catch (RuntimeException | Error wrong) {
            throw new AssertionError(damage.report(value), wrong);
        }
    }

    private Map<String, byte[]> headers(SourceRecord record) {
        Map<String, byte[]> headers = new HashMap<>();
        for (String name :
                List.of("content-type", "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time")) {
            record.headers()
                    .last(name)
                    .ifPresent(
                            value -> headers.put(name, damage.random().nextInt(20) == 0 ? damage.one(value) : value));
        }
        return headers;
    }
}
