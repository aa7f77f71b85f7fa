package dev.taskcast.kafka;

import dev.taskcast.log.Durations;
import io.prometheus.metrics.model.registry.Collector;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** How long records took until they were in the log, for metrics. Thread-safe. */
final class RecordTimes {
    private static final long MICROS = 1_000;

    private final Durations age =
            Durations.inMilliseconds("taskcast_record_age_seconds", "Time from a record's timestamp until it was read");
    private final Durations append = Durations.inMicroseconds(
            "taskcast_append_seconds", "Time from reading a batch of records until all of them were appended");

    /** The histograms for a scrape. */
    List<Collector> collectors() {
        return List.of(age, append);
    }

    /**
     * Notes that {@code records} were read at {@code now}, in milliseconds since the epoch. A record without a
     * timestamp has no age.
     */
    void read(Iterable<? extends ConsumerRecord<?, ?>> records, long now) {
        for (ConsumerRecord<?, ?> record : records) {
            if (record.timestamp() >= 0) {
                age.count((now - record.timestamp()) * MICROS, 1);
            }
        }
    }

    /** Notes that {@code records} records, which were read together, were appended within {@code nanos} nanoseconds. */
    void appended(int records, long nanos) {
        if (records > 0) {
            append.count(nanos / MICROS, records);
        }
    }
}
