package dev.taskcast.sessions;

import dev.taskcast.wire.Filter;
import java.util.Optional;

/**
 * What a client wants to be sent.
 *
 * @param cursor after which place, as it sent it; without one from now on
 * @param batches whether it accepts several frames in one
 * @param filter what of its user's events
 */
public record Subscription(Optional<String> cursor, boolean batches, Filter filter) {
    /** Everything from now on, in single frames. */
    public static final Subscription FROM_NOW = new Subscription(Optional.empty(), false, Filter.ALL);

    /** The same after {@code newer}. */
    public Subscription after(String newer) {
        return new Subscription(Optional.of(newer), batches, filter);
    }

    /** The same, in several frames at once where there are several. */
    public Subscription inBatches() {
        return new Subscription(cursor, true, filter);
    }

    /** The same, but only what passes {@code another}. */
    public Subscription narrowed(Filter another) {
        return new Subscription(cursor, batches, another);
    }
}
