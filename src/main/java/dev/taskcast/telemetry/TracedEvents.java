package dev.taskcast.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The events of sampled traces that still await deliveries: a bounded number of the newest, for a few minutes.
 *
 * <p>Thread-safe. It is usually empty, and a look-up is then free.
 */
final class TracedEvents {
    /** How long deliveries have spans. Later deliveries go to devices that were offline. */
    static final Duration AGE = Duration.ofMinutes(5);

    private final int most;
    private final int deliveries;
    private final InstantSource clock;
    private final Map<Position, TracedEvent> events = new ConcurrentHashMap<>();
    /** The events in their order. This object's monitor guards it. */
    private final Deque<TracedEvent> order = new ArrayDeque<>();

    /** The position of an event's record. */
    record Position(int partition, long offset) {}

    /**
     * An event whose deliveries are traced.
     *
     * @param append the span of its append
     * @param since when the append began, in milliseconds since the epoch
     * @param left how many more deliveries may have a span
     */
    record TracedEvent(String topic, Position position, SpanContext append, long since, AtomicInteger left) {
        /** How many deliveries, including this one, may still have a span; zero or less if this one has no span. */
        int next() {
            return left.get() > 0 ? left.getAndDecrement() : 0;
        }
    }

    /** Creates a memory of at most {@code most} events, with spans for {@code deliveries} deliveries each. */
    TracedEvents(int most, int deliveries, InstantSource clock) {
        this.most = most;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    synchronized void add(String topic, Position position, SpanContext append) {
        long now = clock.millis();
        while (!order.isEmpty() && (order.size() >= most || isOld(order.getFirst(), now))) {
            TracedEvent oldest = order.removeFirst();
            events.remove(oldest.position(), oldest);
        }
        TracedEvent event = new TracedEvent(topic, position, append, now, new AtomicInteger(deliveries));
        order.addLast(event);
        events.put(position, event);
    }

    /** The event of the record at {@code offset}, if it is remembered. */
    Optional<TracedEvent> find(int partition, long offset) {
        if (events.isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(events.get(new Position(partition, offset)))
                .filter(event -> !isOld(event, clock.millis()));
    }

    /** Forgets the event, because it needs no delivery. */
    void forget(Position position) {
        events.remove(position);
    }

    private static boolean isOld(TracedEvent event, long now) {
        return now - event.since() > AGE.toMillis();
    }
}
