package dev.taskcast.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.UnusableRecordException.Reason;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The memory of records that could not be used is short. */
class SkippedRecordsTest {
    @Test
    void onlyTheNewestAreRememberedTheNewestFirst() {
        SkippedRecords skipped = new SkippedRecords();
        for (int i = 0; i < SkippedRecords.MOST + 5; i++) {
            skipped.add(new SkippedRecords.Skipped(0, i, Reason.EMPTY, Instant.EPOCH));
        }
        assertThat(skipped.newest(Integer.MAX_VALUE))
                .hasSize(SkippedRecords.MOST)
                .extracting(SkippedRecords.Skipped::offset)
                .startsWith(SkippedRecords.MOST + 4L)
                .endsWith(5L);
        assertThat(skipped.newest(2)).hasSize(2);
    }
}
