package dev.taskcast.reliability;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The way in which a device behaves.
 *
 * @param obeysGoaway whether it opens a new connection when it is asked to leave
 * @param reconnects whether it comes back when its connection ends
 * @param renews whether it fetches a new token when one is refused; otherwise the oracle reports a refusal
 * @param place makes the cursor from which it resumes from the cursor from which it ought to resume
 */
public record Manners(boolean obeysGoaway, boolean reconnects, boolean renews, UnaryOperator<Optional<String>> place) {
    /** The behavior that PROTOCOL.md requires. */
    static final Manners GOOD = new Manners(true, true, false, UnaryOperator.identity());

    /** The same, for runs in which tokens can expire while a line is dead. */
    public static final Manners RENEWING = new Manners(true, true, true, UnaryOperator.identity());

    /** The same, but the device throws its cursor away. So it must lose events, and an oracle must report that. */
    public static final Manners FORGETFUL = new Manners(true, true, true, cursor -> Optional.empty());

    /** It stays until it is closed, and then does not come back. */
    static final Manners PASSIVE = new Manners(false, false, false, UnaryOperator.identity());

    /** It comes back, but resumes from another cursor than it should. */
    static Manners resumingFrom(UnaryOperator<Optional<String>> place) {
        return new Manners(true, true, false, place);
    }
}
