package dev.taskcast.wire;

import java.util.Locale;

/** Why the past cannot be replayed: the {@code reason} field of {@code reset}, and of a {@code welcome} that resets. */
public enum ResetReason {
    /** The text is not a cursor, or is longer than {@link Cursor#MAX_LENGTH}. */
    MALFORMED_CURSOR,
    /** The topic was deleted and created again, or the cursor belongs to another topic. */
    TOPIC_REPLACED,
    /** The gap begins before the oldest record that this replica keeps. */
    OUT_OF_WINDOW,
    /** The cursor names offsets that the topic does not have. */
    AHEAD_OF_LOG,
    /** Kafka has lost, deleted or damaged records, or a defect of the gateway skipped a record. */
    GAP_IN_LOG,
    /** The client wants more events than before, and has not seen those that its old filter excluded. */
    WIDENED;

    /** The word on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
