package dev.taskcast.sessions;

import dev.taskcast.log.Found;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Filter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a session was handed of the log up to one moment, from which it follows what became of one event.
 *
 * <p>The log does not note who was handed what. An event was handed over if the session has come past it, it was there for that,
 * and its filter lets the event pass. The filter is that of this moment: one of before may have decided otherwise.
 *
 * @param part of the log
 * @param filter what passed
 * @param calls the last ones that handed something over, the oldest first
 * @param acked up to where the client says that it has it
 */
record Told(Part part, Filter filter, List<Call> calls, Optional<String> acked) {
    /**
     * The part of the log that it was handed.
     *
     * @param begun after which entry it began, or was reset last
     * @param upTo up to which entry
     * @param came what it had seen elsewhere, if it said so
     */
    record Part(long begun, long upTo, Optional<String> came) {}

    /**
     * A call that handed over all up to {@code upTo}.
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

    /** When the call was that handed it over; unknown if that is longer ago than the calls that are remembered. */
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
