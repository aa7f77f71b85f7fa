package dev.taskcast.tracing;

import dev.taskcast.events.SourceRecord;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Traces of events, from the record to each device. A caller asks {@link #isOn} first. If it is false, the caller reads
 * nothing for a trace.
 *
 * <p>Thread-safe. A {@code taker} identifies a delivery: it is the object that takes events out of the log and sends
 * them.
 */
public interface Tracing {
    /** Tracing that is off. */
    Tracing OFF = new NoTracing();

    /** Whether tracing is on. The answer never changes. */
    boolean isOn();

    /**
     * The record headers that name the trace.
     *
     * @param request the headers of the HTTP request that publishes the record, by their names in lower case
     */
    Map<String, String> headers(Function<String, Optional<String>> request);

    /**
     * Begins the append of {@code record} of {@code topic}. The caller calls this before anyone can receive the event.
     */
    Append append(String topic, SourceRecord record);

    /** The {@code taker} is about to send the event of this record. */
    void taken(Object taker, int partition, long offset);

    /**
     * If {@code successful}, all events that {@code taker} took were sent to {@code session}; otherwise they will not
     * be sent.
     */
    void sent(Object taker, String session, boolean successful);

    /** The append of one record. It ends once. */
    interface Append {
        /** The append of a record that is not traced. */
        Append NONE = new NoTracing();

        /** The event is in the log. */
        void appended();

        /** The event needs no delivery; {@code outcome} says why. */
        void passed(String outcome);

        /** The record cannot be used; {@code reason} is one word. */
        void failed(String reason);
    }
}
