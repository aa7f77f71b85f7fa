package dev.taskcast.wire;

import java.util.Locale;

/** Why the past cannot be replayed: the {@code reason} field of {@code reset}, and of {@code welcome} after one. */
public enum ResetReason {
    /** The text is not a cursor, or longer than {@link Cursor#MAX_LENGTH}. */
    MALFORMED_CURSOR,
    /** The topic was deleted and made again, or the cursor is of another topic. */
    TOPIC_REPLACED,
    /** The gap begins before what this replica still keeps. */
    OUT_OF_WINDOW,
    /** The cursor names offsets that the topic does not have. */
    AHEAD_OF_LOG,
    /** Kafka has lost, deleted or damaged records, or a defect of ours kept one from being taken. */
    GAP_IN_LOG,
    /** The client wants more than before, and has not seen what it did not want. */
    WIDENED;

    /** The word on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
