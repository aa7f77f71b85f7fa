package dev.taskcast.reliability;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How a device behaves.
 *
 * @param obeysGoaway whether it opens a new connection when it is asked to
 * @param reconnects whether it comes back when its connection ends
 * @param place what it resumes from, made of the cursor that it ought to resume from
 */
record Manners(boolean obeysGoaway, boolean reconnects, UnaryOperator<Optional<String>> place) {
    /** As PROTOCOL.md asks. */
    static final Manners GOOD = new Manners(true, true, UnaryOperator.identity());

    /** Stays until it is closed, and stays away then. */
    static final Manners PASSIVE = new Manners(false, false, UnaryOperator.identity());

    /** Comes back, but with another cursor than it should. */
    static Manners resumingFrom(UnaryOperator<Optional<String>> place) {
        return new Manners(true, true, place);
    }
}
