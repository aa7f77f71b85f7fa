package dev.taskcast.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.UnusableRecordException.Reason;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The memory of unusable records is bounded. */
class SkippedRecordsTest {
    @Test
    void onlyTheNewestAreRememberedTheNewestFirst() {
        SkippedRecords skipped = new SkippedRecords();
        for (int i = 0; i < SkippedRecords.MOST + 5; i++) {
            skipped.add(new SkippedRecords.Skipped(
                    0, i, new UnusableRecordException(Reason.EMPTY, "no value"), Instant.EPOCH));
        }
        assertThat(skipped.newest(Integer.MAX_VALUE))
                .hasSize(SkippedRecords.MOST)
                .extracting(SkippedRecords.Skipped::offset)
                .startsWith(SkippedRecords.MOST + 4L)
                .endsWith(5L);
        assertThat(skipped.newest(2)).hasSize(2);
    }

    @Test
    void oneIsAskedForByTheIdOfItsEventOrByItsPlace() {
        SkippedRecords skipped = new SkippedRecords();
        UnusableRecordException nameless = new UnusableRecordException(Reason.NOT_JSON, "not JSON");
        skipped.add(new SkippedRecords.Skipped(3, 41, nameless.of(Optional.of("e-1")), Instant.EPOCH));
        skipped.add(new SkippedRecords.Skipped(3, 42, nameless, Instant.EPOCH));
        assertThat(skipped.of("e-1", 10))
                .extracting(SkippedRecords.Skipped::offset)
                .containsExactly(41L);
        assertThat(skipped.of("3-41", 10)).hasSize(1);
        assertThat(skipped.of("3-42", 10)).hasSize(1);
        assertThat(skipped.of("3-4", 10)).isEmpty();
    }
}
