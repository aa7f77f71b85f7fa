package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** How old records are when they are read, and how long they take until they are in the log. */
class RecordTimesTest extends LogWriterFixture {
    @Test
    void theAgeOfEachRecordCounts() {
        RecordTimes times = new RecordTimes();
        times.read(List.of(record(10_000), record(10_040), record(ConsumerRecord.NO_TIMESTAMP)), 10_050);
        assertThat(point(times, "taskcast_record_age_seconds").getCount()).isEqualTo(2);
        assertThat(point(times, "taskcast_record_age_seconds").getSum()).isCloseTo(0.06, within(1e-9));
    }

    @Test
    void recordsThatAreReadTogetherAreAppendedTogether() {
        RecordTimes times = new RecordTimes();
        times.appended(3, 200_000);
        times.appended(0, 900_000);
        assertThat(point(times, "taskcast_append_seconds").getCount()).isEqualTo(3);
        assertThat(point(times, "taskcast_append_seconds").getSum()).isCloseTo(0.0006, within(1e-9));
    }

    /** Records from before the start have their own age, which says nothing about the speed of this replica. */
    @Test
    void recordsFromBeforeTheStartAreNotInTheAges() throws Exception {
        readerAfter(2);
        assertThat(point(logWriter.times(), "taskcast_record_age_seconds").getCount())
                .isZero();
        assertThat(point(logWriter.times(), "taskcast_append_seconds").getCount())
                .isEqualTo(2);
        publish(1);
        read();
        assertThat(point(logWriter.times(), "taskcast_record_age_seconds").getCount())
                .isEqualTo(1);
    }

    private static HistogramDataPointSnapshot point(RecordTimes times, String name) {
        return times.collectors().stream()
                .map(found -> (HistogramSnapshot) found.collect())
                .filter(found -> found.getMetadata().getName().equals(name))
                .map(found -> found.getDataPoints().get(0))
                .findFirst()
                .orElseThrow();
    }

    private static ConsumerRecord<byte[], byte[]> record(long timestamp) {
        return new ConsumerRecord<>(
                "tasks",
                0,
                0,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                null,
                new RecordHeaders(),
                Optional.empty());
    }
}
