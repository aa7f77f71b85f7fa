package dev.taskcast.reliability;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How a device behaves.
 *
 * @param obeysGoaway whether it opens a new connection when it is asked to
 * @param reconnects whether it comes back when its connection ends
 * @param renews whether it fetches a new token when one is refused; otherwise a refusal is wrong
 * @param place what it resumes from, made of the cursor that it ought to resume from
 */
public record Manners(boolean obeysGoaway, boolean reconnects, boolean renews, UnaryOperator<Optional<String>> place) {
    /** As PROTOCOL.md asks. */
    static final Manners GOOD = new Manners(true, true, false, UnaryOperator.identity());

    /** The same, where tokens may expire while a line is dead. */
    public static final Manners RENEWING = new Manners(true, true, true, UnaryOperator.identity());

    /** The same, but it throws its cursor away: it has to lose events, and an oracle has to say so. */
    public static final Manners FORGETFUL = new Manners(true, true, true, cursor -> Optional.empty());

    /** Stays until it is closed, and stays away then. */
    static final Manners PASSIVE = new Manners(false, false, false, UnaryOperator.identity());

    /** Comes back, but with another cursor than it should. */
    static Manners resumingFrom(UnaryOperator<Optional<String>> place) {
        return new Manners(true, true, false, place);
    }
}
