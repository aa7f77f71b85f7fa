package dev.taskcast.sessions;

import dev.taskcast.wire.Filter;
import java.util.Optional;

/**
 * What a client wants to receive.
 *
 * @param cursor the position to resume from, as the client sent it; if it is absent, events from now on
 * @param batches whether the client accepts several frames in one
 * @param filter which of its user's events it wants
 */
public record Subscription(Optional<String> cursor, boolean batches, Filter filter) {
    /** Everything from now on, in single frames. */
    public static final Subscription FROM_NOW = new Subscription(Optional.empty(), false, Filter.ALL);

    /** This subscription, resumed from {@code newer}. */
    public Subscription after(String newer) {
        return new Subscription(Optional.of(newer), batches, filter);
    }

    /** This subscription, with batches. */
    public Subscription inBatches() {
        return new Subscription(cursor, true, filter);
    }

    /** This subscription, with only the events that pass {@code another}. */
    public Subscription narrowed(Filter another) {
        return new Subscription(cursor, batches, another);
    }
}
