package dev.taskcast.ingest;

import static dev.taskcast.ingest.IngestFixture.ALMIGHTY;
import static dev.taskcast.ingest.IngestFixture.PLAIN;
import static dev.taskcast.ingest.IngestFixture.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.events.OutgoingRecord;
import dev.taskcast.tracing.FakeTracing;
import org.junit.jupiter.api.Test;

/** The trace of a request is in the headers of its records. If tracing is off, no trace is looked for. */
class TracedIngestTest {
    private static final String JSON = "application/json";

    private static String written(IngestFixture http) {
        OutgoingRecord record = http.topic.written.get(0);
        return record.headers().getOrDefault("traceparent", "nothing");
    }

    @Test
    void aPublishedEventHasTheTraceOfItsRequest() {
        IngestFixture http = new IngestFixture(new FakeTracing(true));
        http.ingest.accept(message(JSON, PLAIN, "traceparent", "ada's"), ALMIGHTY);
        assertThat(written(http)).isEqualTo("of ada's");
    }

    @Test
    void anEventOfASidecarHasTheTraceOfItsRequest() {
        IngestFixture http = new IngestFixture(new FakeTracing(true));
        http.dapr.deliver(message(JSON, PLAIN, "traceparent", "dapr's"), Sender.sidecar(true));
        assertThat(written(http)).isEqualTo("of dapr's");
    }

    @Test
    void withTracingOffARecordGetsNoTraceOfItsRequest() {
        IngestFixture http = new IngestFixture(new FakeTracing(false));
        http.ingest.accept(message(JSON, PLAIN, "traceparent", "ada's"), ALMIGHTY);
        http.dapr.deliver(message(JSON, PLAIN, "traceparent", "dapr's"), Sender.sidecar(true));
        assertThat(http.topic.written).hasSize(2);
        assertThat(written(http)).isEqualTo("nothing");
    }
}
