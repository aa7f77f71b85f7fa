package dev.taskcast.ingest;

import static dev.taskcast.config.ShippedSettings.settings;

import dev.taskcast.config.IngestSettings;
import dev.taskcast.events.DroppedEvents;
import dev.taskcast.events.OutgoingRecord;
import dev.taskcast.events.ParsedRecord;
import dev.taskcast.events.RecordLimits;
import dev.taskcast.events.RecordParser;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An intake with small limits in front of a fake topic, and a replica that reads the written records. */
final class IngestFixture {
    static final Instant NOW = Instant.parse("2026-09-21T14:13:20.123Z");
    static final String PLAIN = "{\"event_type\":\"task.updated\",\"user_id\":\"ada\",\"task\":{\"id\": 7.0}}";
    static final Sender ALMIGHTY = new Sender("http", true, true);
    static final int MAX_EVENT = 1024;
    static final int MAX_REQUEST = 4096;

    private static final RecordParser PARSER =
            new RecordParser(new RecordLimits(1 << 20, 64, 10), InstantSource.fixed(NOW), Duration.ofSeconds(10));

    final FakePublisher topic = new FakePublisher();
    final Map<OutgoingRecord, UnusableRecordException.Reason> dropped = new LinkedHashMap<>();
    int lost;
    final Ingest ingest;
    final RequestRoom room;
    final DaprDelivery dapr;

    /** Creates an intake that waits for an acknowledgement longer than any test takes. */
    IngestFixture() {
        this("2m");
    }

    /** Creates an intake with {@code tracing}. */
    IngestFixture(Tracing tracing) {
        this("2m", tracing);
    }

    /** Creates an intake that waits for an acknowledgement as long as {@code ackTimeout}. */
    IngestFixture(String ackTimeout) {
        this(ackTimeout, Tracing.OFF);
    }

    private IngestFixture(String ackTimeout, Tracing tracing) {
        IngestSettings settings = settings()
                .with("taskcast.ingest.max-event-bytes", MAX_EVENT)
                .with("taskcast.ingest.max-request-bytes", MAX_REQUEST)
                .with("taskcast.ingest.max-batch", 3)
                .with("taskcast.ingest.max-in-flight", 2)
                .with("taskcast.ingest.max-bytes-in-flight", MAX_REQUEST)
                .with("taskcast.ingest.body-deadline", "1s")
                .with("taskcast.ingest.ack-timeout", ackTimeout)
                .ingest();
        ingest = new Ingest(settings, PARSER, topic, InstantSource.fixed(NOW), tracing);
        dapr = new DaprDelivery(ingest, new Dropped(), InstantSource.fixed(NOW));
        room = new RequestRoom(settings);
    }

    /** A message in the form that the route gets. A body that is too large has only its beginning. */
    static HttpMessage message(String contentType, String body, String... headers) {
        Map<String, String> all = new HashMap<>();
        all.put("content-type", contentType);
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        byte[] kept = Arrays.copyOf(bytes, Math.min(bytes.length, MAX_REQUEST));
        return new HttpMessage(all, kept, kept.length == bytes.length);
    }

    /** The records of the topic in the form that a replica reads. */
    List<ParsedRecord> read() {
        return topic.written.stream().map(IngestFixture::read).toList();
    }

    static String value(OutgoingRecord record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private final class Dropped implements DroppedEvents {
        @Override
        public void keep(OutgoingRecord event, UnusableRecordException.Reason reason) {
            dropped.put(event, reason);
        }

        @Override
        public void lose() {
            lost++;
        }
    }

    private static ParsedRecord read(OutgoingRecord record) {
        SourceRecord.Headers headers = name ->
                Optional.ofNullable(record.headers().get(name)).map(text -> text.getBytes(StandardCharsets.UTF_8));
        try {
            return PARSER.read(new SourceRecord(0, 5, NOW.toEpochMilli(), record.value(), headers));
        } catch (UnusableRecordException unusable) {
            throw new AssertionError("A record was written that no replica can use", unusable);
        }
    }
}
