package dev.taskcast.sessions;

import dev.taskcast.log.Found;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Filter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a session was handed of the log up to one moment. This tells what became of one event.
 *
 * <p>The log does not record who was handed which event. An event was handed over under three conditions. The session
 * is past it, the session was open for it, and the filter lets it pass. The filter is the current one; an earlier
 * filter may have decided otherwise.
 *
 * @param part the part of the log that the session read
 * @param filter the session's filter
 * @param calls the last calls that handed something over, the oldest first
 * @param acked the last cursor that the client acknowledged
 */
record Told(Part part, Filter filter, List<Call> calls, Optional<String> acked) {
    /**
     * The part of the log that a session was handed.
     *
     * @param begun the entry after which it began or was last reset
     * @param upTo the last entry that it was handed or passed over
     * @param came the cursor that the client resumed from, if it sent one
     */
    record Part(long begun, long upTo, Optional<String> came) {}

    /**
     * A call that handed over everything up to {@code upTo}.
     *
     * @param at when it began
     */
    record Call(long upTo, Instant at) {}

    /** What became of {@code event}. */
    Outcome of(Found event) {
        boolean isAcked = has(acked, event);
        Outcome.State state = state(event);
        return new Outcome(state, state == Outcome.State.HANDED ? at(event.sequence()) : Optional.empty(), isAcked);
    }

    private Outcome.State state(Found event) {
        if (event.sequence() <= part.begun() || has(part.came(), event)) {
            return Outcome.State.BEFORE;
        }
        if (!event.passes(filter)) {
            return Outcome.State.FILTERED;
        }
        return event.sequence() <= part.upTo() ? Outcome.State.HANDED : Outcome.State.NOT_YET;
    }

    private static boolean has(Optional<String> cursor, Found event) {
        return cursor.flatMap(Cursor::parse)
                .filter(seen -> seen.next(event.partition()) > event.offset())
                .isPresent();
    }

    /** The time of the call that handed it over; unknown if it is older than the remembered calls. */
    private Optional<Instant> at(long sequence) {
        if (calls.size() == Story.MARKS && sequence < calls.get(0).upTo()) {
            return Optional.empty();
        }
        return calls.stream()
                .filter(call -> call.upTo() >= sequence)
                .findFirst()
                .map(Call::at);
    }
}
