package dev.taskcast.telemetry;

import dev.taskcast.config.TracingSettings;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.telemetry.TracedEvents.Position;
import dev.taskcast.telemetry.TracedEvents.TracedEvent;
import dev.taskcast.tracing.Tracing;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.enterprise.inject.Instance;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tracing by OpenTelemetry. The append of a record in a sampled trace has a span, and below it each of its first
 * deliveries has one.
 *
 * <p>Thread-safe. The span of a delivery is created after the delivery has ended, so that a session holds nothing for
 * it.
 */
public final class OpenTelemetryTracing implements Tracing {
    private static final Logger LOGGER = Logger.getLogger(OpenTelemetryTracing.class.getName());
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private final Tracer tracer;
    private final InstantSource clock;
    private final TracedEvents events;
    private final Map<Object, List<Taken>> underWay = new ConcurrentHashMap<>();

    /**
     * An event whose sending began at {@code since}; {@code isLast} tells whether this is its last delivery with a
     * span.
     */
    private record Taken(TracedEvent event, Instant since, boolean isLast) {}

    OpenTelemetryTracing(OpenTelemetry telemetry, TracingSettings settings, InstantSource clock) {
        this.tracer = telemetry.getTracer("dev.taskcast");
        this.clock = clock;
        this.events = new TracedEvents(settings.maxEvents(), settings.maxDeliveries(), clock);
    }

    /** The server's OpenTelemetry among its {@code beans}, if it is on; otherwise {@link Tracing#OFF}. */
    public static Tracing of(Instance<Object> beans, TracingSettings settings, InstantSource clock) {
        Instance<OpenTelemetry> found = beans.select(OpenTelemetry.class);
        if (!found.isResolvable() || found.get().getTracerProvider() == TracerProvider.noop()) {
            return Tracing.OFF;
        }
        LOGGER.log(Level.INFO, "TCAST0401I: Traces are exported: OpenTelemetry is on");
        return new OpenTelemetryTracing(found.get(), settings, clock);
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public Map<String, String> headers(Function<String, Optional<String>> request) {
        Map<String, String> headers = new HashMap<>();
        Context given = W3C.extract(Context.root(), request, Getter.OF_REQUEST);
        W3C.inject(given, headers, Map::put);
        return headers;
    }

    @Override
    public Append append(String topic, SourceRecord record) {
        Position position = new Position(record.partition(), record.offset());
        // An event of a replaced topic may have had this position.
        events.forget(position);
        Optional<Context> trace = RecordContext.first(record, OpenTelemetryTracing::read);
        if (trace.isEmpty() || !Span.fromContext(trace.get()).getSpanContext().isSampled()) {
            return Append.NONE;
        }
        Span span = span("taskcast.append", SpanKind.CONSUMER, trace.get(), topic, position)
                .setAttribute("messaging.operation.type", "process")
                .startSpan();
        if (!span.isRecording()) {
            return Append.NONE;
        }
        events.add(topic, position, span.getSpanContext());
        return new AppendSpan(span, () -> events.forget(position));
    }

    private static Optional<Context> read(Map<String, String> names) {
        Context context = W3C.extract(Context.root(), names, Getter.OF_RECORD);
        return Optional.of(context)
                .filter(it -> Span.fromContext(it).getSpanContext().isValid());
    }

    @Override
    public void taken(Object taker, int partition, long offset) {
        Optional<TracedEvent> event = events.find(partition, offset);
        int left = event.map(TracedEvent::next).orElse(0);
        if (left > 0) {
            underWay.computeIfAbsent(taker, first -> new ArrayList<>())
                    .add(new Taken(event.get(), clock.instant(), left == 1));
        }
    }

    @Override
    public void sent(Object taker, String session, boolean successful) {
        if (!underWay.isEmpty()) {
            Optional.ofNullable(underWay.remove(taker)).stream()
                    .flatMap(List::stream)
                    .forEach(taken -> delivery(taken, session, successful));
        }
    }

    private void delivery(Taken taken, String session, boolean successful) {
        TracedEvent event = taken.event();
        SpanContext append = event.append();
        SpanBuilder builder = span(
                        "taskcast.deliver",
                        SpanKind.PRODUCER,
                        Context.root().with(Span.wrap(append)),
                        event.topic(),
                        event.position())
                .setAttribute("messaging.operation.type", "send")
                .setAttribute("session.id", session)
                .setStartTimestamp(taken.since());
        if (taken.isLast()) {
            builder.setAttribute("taskcast.last_span", true);
        }
        Span span = builder.startSpan();
        if (!successful) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end(clock.instant());
    }

    private SpanBuilder span(String name, SpanKind kind, Context parent, String topic, Position position) {
        return tracer.spanBuilder(name)
                .setParent(parent)
                .setSpanKind(kind)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("messaging.destination.partition.id", Integer.toString(position.partition()))
                .setAttribute("messaging.kafka.offset", position.offset());
    }

    /** Looks up a header by its name. */
    private record Getter<C>(BiFunction<C, String, Optional<String>> lookup) implements TextMapGetter<C> {
        static final Getter<Function<String, Optional<String>>> OF_REQUEST = new Getter<>(Function::apply);
        static final Getter<Map<String, String>> OF_RECORD =
                new Getter<>((names, name) -> Optional.ofNullable(names.get(name)));

        @Override
        public Iterable<String> keys(C carrier) {
            return List.of(RecordContext.PARENT, RecordContext.STATE);
        }

        @Override
        public String get(C carrier, String name) {
            return lookup.apply(carrier, name).orElse(null);
        }
    }
}
