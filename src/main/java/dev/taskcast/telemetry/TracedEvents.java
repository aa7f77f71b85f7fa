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
 * The events of sampled traces whose deliveries are to come: the last ones, and for some minutes.
 *
 * <p>Thread-safe. Nearly always it is empty, and then to ask costs nothing.
 */
final class TracedEvents {
    /** How long deliveries have spans. Later ones are of devices that were away. */
    static final Duration AGE = Duration.ofMinutes(5);

    private final int most;
    private final int deliveries;
    private final InstantSource clock;
    private final Map<Position, TracedEvent> events = new ConcurrentHashMap<>();
    /** As they came. Guarded by this. */
    private final Deque<TracedEvent> order = new ArrayDeque<>();

    /** Where the record of an event is. */
    record Position(int partition, long offset) {}

    /**
     * One of them.
     *
     * @param append the span of its append
     * @param since when that began, in milliseconds since the epoch
     * @param left how many more deliveries have a span
     */
    record TracedEvent(String topic, Position position, SpanContext append, long since, AtomicInteger left) {
        /** How many deliveries may still have a span, with this one; none or less if it may not. */
        int next() {
            return left.get() > 0 ? left.getAndDecrement() : 0;
        }
    }

    /** At most {@code most}, with so many {@code deliveries} each. */
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

    /** The event of the record at {@code offset}, if it is one of them. */
    Optional<TracedEvent> find(int partition, long offset) {
        if (events.isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(events.get(new Position(partition, offset)))
                .filter(event -> !isOld(event, clock.millis()));
    }

    /** Nothing of it is to be delivered. */
    void forget(Position position) {
        events.remove(position);
    }

    private static boolean isOld(TracedEvent event, long now) {
        return now - event.since() > AGE.toMillis();
    }
}
