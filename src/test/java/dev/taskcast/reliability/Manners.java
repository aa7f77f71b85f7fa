package dev.taskcast.reliability;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How a device behaves.
 *
 * @param obeysGoaway whether it opens a new connection when the gateway asks for it
 * @param reconnects whether it returns when its connection ends
 * @param place computes what it resumes from, given the cursor that it should resume from
 */
record Manners(boolean obeysGoaway, boolean reconnects, UnaryOperator<Optional<String>> place) {
    /** As PROTOCOL.md requires. */
    static final Manners GOOD = new Manners(true, true, UnaryOperator.identity());

    /** Stays until it is closed, and does not return. */
    static final Manners PASSIVE = new Manners(false, false, UnaryOperator.identity());

    /** Returns, but with another cursor than it should. */
    static Manners resumingFrom(UnaryOperator<Optional<String>> place) {
        return new Manners(true, true, place);
    }
}
