package dev.taskcast.telemetry;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.ShippedSettings;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.tracing.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sampled trace has a span for each step, and is remembered within bounds; any other trace has no span. */
class OpenTelemetryTracingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final String SAMPLED = "00-" + TRACE + "-" + PARENT + "-01";

    /** The most that an operator can configure; the producer decides what is sampled. */
    private final Exported exported = new Exported(Sampler.alwaysOn());

    private Instant now = Instant.parse("2026-11-26T10:00:00Z");
    private Tracing tracing = tracing(settings());

    private Tracing tracing(ShippedSettings settings) {
        return exported.tracing(settings, () -> now);
    }

    private Tracing.Append append(long offset, Map<String, String> headers) {
        return append(offset, "{}", headers);
    }

    private Tracing.Append append(long offset, String value, Map<String, String> headers) {
        return tracing.append(
                "tasks",
                new SourceRecord(3, offset, 0, value.getBytes(StandardCharsets.UTF_8), name -> Optional.ofNullable(
                                headers.get(name))
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))));
    }

    private void appendedAt(long offset) {
        append(offset, Map.of("traceparent", SAMPLED)).appended();
    }

    private void deliver(long offset, String session) {
        Object taker = new Object();
        tracing.taken(taker, 3, offset);
        tracing.sent(taker, session, true);
    }

    @Test
    void anAppendIsOfTheTraceOfTheRecordAndEachDeliveryIsOfTheAppend() {
        appendedAt(41);
        deliver(41, "s-1");
        deliver(41, "s-2");

        SpanData append = exported.named("taskcast.append").get(0);
        assertThat(append.getTraceId()).isEqualTo(TRACE);
        assertThat(append.getParentSpanId()).isEqualTo(PARENT);
        assertThat(append.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(Exported.text(append, "messaging.system")).isEqualTo("kafka");
        assertThat(Exported.text(append, "messaging.destination.name")).isEqualTo("tasks");
        assertThat(Exported.text(append, "messaging.destination.partition.id")).isEqualTo("3");
        assertThat(append.getAttributes().get(AttributeKey.longKey("messaging.kafka.offset")))
                .isEqualTo(41);
        assertThat(exported.named("taskcast.deliver"))
                .hasSize(2)
                .allMatch(span -> span.getParentSpanId().equals(append.getSpanId()))
                .allMatch(span -> span.getTraceId().equals(TRACE))
                .extracting(span -> Exported.text(span, "session.id"))
                .containsExactly("s-1", "s-2");
    }

    @Test
    void aDeliveryLastsFromWhenItWasTakenToWhenItWasSent() {
        appendedAt(41);
        tracing.taken(this, 3, 41);
        Instant taken = now;
        now = now.plusMillis(7);
        tracing.sent(this, "s-1", false);

        SpanData span = exported.named("taskcast.deliver").get(0);
        assertThat(span.getStartEpochNanos()).isEqualTo(taken.toEpochMilli() * 1_000_000);
        assertThat(span.getEndEpochNanos() - span.getStartEpochNanos()).isEqualTo(7_000_000);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void aCloudEventSaysItInItsAttributesWhereTheRecordDoesNot() {
        String structured = "{\"specversion\":\"1.0\",\"traceparent\":\"" + SAMPLED + "\",\"data\":{}}";
        append(1, Map.of("ce_traceparent", SAMPLED)).appended();
        append(2, structured, Map.of()).appended();
        append(3, structured, Map.of("traceparent", "nonsense")).appended();
        append(4, structured, Map.of("traceparent", SAMPLED.replace(PARENT, "00f067aa0ba90000")))
                .appended();

        assertThat(exported.named("taskcast.append"))
                .extracting(SpanData::getParentSpanId)
                .containsExactly(PARENT, PARENT, PARENT, "00f067aa0ba90000");
    }

    @Test
    void aTraceparentOutsideTheCloudEventAttributesIsIgnored() {
        append(1, "{\"event_type\":\"a.b\",\"traceparent\":\"" + SAMPLED + "\"}", Map.of())
                .appended();
        append(2, "{\"specversion\":\"1.0\",\"data\":{\"traceparent\":\"" + SAMPLED + "\"}}", Map.of())
                .appended();
        append(3, "{\"specversion\":\"1.0\",\"traceparent\":\"" + SAMPLED + "\",", Map.of())
                .failed("NOT_JSON");
        assertThat(exported.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473z-00f067aa0ba902b7-01",
                "01",
                "ä",
                ""
            })
    void aTraceThatIsNotSampledOrIsMalformedHasNoSpan(String traceparent) {
        append(1, Map.of("traceparent", traceparent)).appended();
        deliver(1, "s-1");
        assertThat(exported.all()).isEmpty();
    }

    @Test
    void aTraceThatTheOperatorsSamplerLeavesOutHasNoSpan() {
        Exported nothing = new Exported(Sampler.alwaysOff());
        tracing = nothing.tracing(settings(), () -> now);
        appendedAt(41);
        deliver(41, "s-1");
        assertThat(nothing.all()).isEmpty();
    }

    @Test
    void aRecordThatIsNotInTheLogHasASpanThatSaysSoAndNoDelivery() {
        append(1, Map.of("traceparent", SAMPLED)).passed("copy");
        append(2, Map.of("traceparent", SAMPLED)).failed("NO_TASK");
        deliver(1, "s-1");
        deliver(2, "s-1");

        assertThat(exported.all()).hasSize(2);
        assertThat(Exported.text(exported.all().get(0), "taskcast.outcome")).isEqualTo("copy");
        assertThat(Exported.text(exported.all().get(1), "error.type")).isEqualTo("NO_TASK");
        assertThat(exported.all().get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void anEventForManyDevicesHasSpansOnlyForItsFirstDeliveries() {
        tracing = tracing(settings().with("taskcast.tracing.max-deliveries", 3));
        appendedAt(41);
        IntStream.range(0, 100_000).forEach(device -> deliver(41, "s-" + device));

        assertThat(exported.named("taskcast.deliver"))
                .extracting(span -> span.getAttributes().get(AttributeKey.booleanKey("taskcast.last_span")))
                .containsExactly(null, null, true);
    }

    @Test
    void theLastEventsAreRememberedAndForSomeMinutes() {
        tracing = tracing(settings().with("taskcast.tracing.max-events", 2));
        IntStream.rangeClosed(1, 3).forEach(this::appendedAt);
        deliver(1, "too many since");
        deliver(2, "in time");
        now = now.plus(TracedEvents.AGE).plus(Duration.ofSeconds(1));
        deliver(3, "too late");

        assertThat(exported.named("taskcast.deliver"))
                .extracting(span -> Exported.text(span, "session.id"))
                .containsExactly("in time");
    }

    @Test
    void aRequestHandsItsTraceOnIfThatIsWellFormed() {
        Map<String, String> sent =
                Map.of("traceparent", SAMPLED, "tracestate", "a=1,b=2", "authorization", "Bearer secret");
        assertThat(tracing.headers(name -> Optional.ofNullable(sent.get(name))))
                .isEqualTo(Map.of("traceparent", SAMPLED, "tracestate", "a=1,b=2"));
        String unsampled = SAMPLED.replaceFirst("1$", "0");
        assertThat(tracing.headers(name -> Optional.of(unsampled).filter(it -> name.equals("traceparent"))))
                .isEqualTo(Map.of("traceparent", unsampled));
        assertThat(tracing.headers(name -> Optional.of("x".repeat(10_000)))).isEmpty();
        assertThat(tracing.headers(name -> Optional.empty())).isEmpty();
    }

    @Test
    void nothingOfTheUserOrTheTaskIsInASpan() {
        String value = "{\"event_type\":\"task.updated\",\"user_id\":\"ada\",\"task\":{\"id\":\"milk\"}}";
        append(1, value, Map.of("traceparent", SAMPLED)).appended();
        deliver(1, "s-1");
        assertThat(exported.all()).hasSize(2).noneMatch(span -> span.toString().matches("(?s).*(ada|milk).*"));
    }
}
