package dev.taskcast.kafka;

import dev.taskcast.events.UnusableRecordException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The copy of an unusable record: its key, its value, its headers, and five headers of ours.
 *
 * <p>{@code taskcast-topic}, {@code taskcast-partition} and {@code taskcast-offset} name the record, so a reader can
 * tell whether it has seen that record. {@code taskcast-reason} says what is wrong. {@code taskcast-timestamp} says
 * when the record was published, in milliseconds since the epoch. The copy's own timestamp is the time of copying, from
 * which retention counts.
 */
final class DeadLetter {
    private static final List<String> OURS =
            List.of("taskcast-reason", "taskcast-topic", "taskcast-partition", "taskcast-offset", "taskcast-timestamp");

    private DeadLetter() {}

    /** The copy of {@code record} for {@code topic}. It replaces the headers that an earlier copy added. */
    static ProducerRecord<byte[], byte[]> of(ConsumerRecord<byte[], byte[]> record, Reason reason, String topic) {
        Headers headers = new RecordHeaders(record.headers());
        List<String> values = List.of(
                reason.name().toLowerCase(Locale.ROOT),
                record.topic(),
                Integer.toString(record.partition()),
                Long.toString(record.offset()),
                Long.toString(record.timestamp()));
        for (int i = 0; i < OURS.size(); i++) {
            headers.remove(OURS.get(i));
            headers.add(OURS.get(i), values.get(i).getBytes(StandardCharsets.UTF_8));
        }
        return new ProducerRecord<>(topic, null, record.key(), record.value(), headers);
    }
}
