package dev.taskcast.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The id of the event that an unusable record would have been, because its producer asks for it by that id. */
class UnusableEventTest {
    private static final RecordParser PARSER =
            new RecordParser(new RecordLimits(4096, 8, 4), InstantSource.system(), Duration.ofSeconds(10));
    private static final String ENVELOPE = "'specversion':'1.0','source':'s','type':'task.updated','id':'e-1'";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "the data are missing; {" + ENVELOPE + ",'taskcastuser':'ada'}",
                "no user is named; {" + ENVELOPE + ",'data':{'id':1}}",
                "two users are named; {" + ENVELOPE
                        + ",'taskcastuser':'ada','data':{'user_id':'bob','event_type':'a','task':{}}}",
                "no source; {'specversion':'1.0','type':'task.updated','id':'e-1'}",
                "another version; {'specversion':'2.0','id':'e-1'}",
                "a time that is not RFC 3339; {" + ENVELOPE + ",'time':'noon'}"
            })
    void aCloudEventIsKnownByItsId(String what, String value) {
        assertThat(event(value, Map.of())).as(what).contains("e-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "not JSON; {'id':'e-1',",
                "plain JSON, whose id is its position; {'id':'e-1','event_type':'task.updated'}",
                "the id is a number; {'specversion':'1.0','id':7}",
                "the id is blank; {'specversion':'1.0','id':' '}"
            })
    void anIdThatCannotBeReadIsNotGuessed(String what, String value) {
        assertThat(event(value, Map.of())).as(what).isEmpty();
    }

    /** The headers name the event for any value. */
    @ParameterizedTest
    @CsvSource({"''", "not JSON", "'{\"id\":1}'"})
    void aBinaryCloudEventIsKnownByItsHeader(String value) {
        Map<String, String> headers = Map.of("ce_specversion", "1.0", "ce_id", "e-1", "ce_source", "s");
        assertThat(event(value, headers)).contains("e-1");
        assertThat(event("x".repeat(5_000), headers)).contains("e-1");
    }

    @Test
    void aLongIdIsNotKept() {
        assertThat(event("{'specversion':'1.0','id':'" + "x".repeat(2_000) + "'}", Map.of()))
                .isEmpty();
    }

    private static Optional<String> event(String value, Map<String, String> headers) {
        Map<String, byte[]> bytes = headers.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, header -> header.getValue().getBytes(StandardCharsets.UTF_8)));
        SourceRecord record = GoldenRecords.record(value.replace('\'', '"').getBytes(StandardCharsets.UTF_8), bytes);
        return catchThrowableOfType(UnusableRecordException.class, () -> PARSER.read(record))
                .event();
    }
}
