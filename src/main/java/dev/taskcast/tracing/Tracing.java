package dev.taskcast.tracing;

import dev.taskcast.events.SourceRecord;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Traces of events, from the record to each device. Whoever calls asks {@link #isOn} first, and reads nothing for a trace where
 * that is false.
 *
 * <p>Thread-safe. A delivery is known by its {@code taker}: an object that takes events out of the log, and hands them over.
 */
public interface Tracing {
    /** Where nothing is traced. */
    Tracing OFF = new NoTracing();

    /** Whether anything is traced. It never changes. */
    boolean isOn();

    /**
     * The headers of a record that say in which trace it is.
     *
     * @param request the headers of the request that publishes it, by their names in lower case
     */
    Map<String, String> headers(Function<String, Optional<String>> request);

    /** Begins the append of {@code record} of {@code topic}: before its event can be handed to anybody. */
    Append append(String topic, SourceRecord record);

    /** The event of a record is about to be sent by {@code taker}. */
    void taken(Object taker, int partition, long offset);

    /** All that {@code taker} took was sent to {@code session}, if {@code successful}, or will not be. */
    void sent(Object taker, String session, boolean successful);

    /** The append of one record. It ends once. */
    interface Append {
        /** That of a record that is not traced. */
        Append NONE = new NoTracing();

        /** The event is in the log. */
        void appended();

        /** It needs no delivery: {@code outcome} says why. */
        void passed(String outcome);

        /** The record cannot be used, for {@code reason}, a word. */
        void failed(String reason);
    }
}
