package dev.taskcast.events;

/**
 * A record that cannot become an event; it is counted by reason and skipped.
 *
 * <p>The message may name a field and a kind of error, never content.
 */
public final class UnusableRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why a record cannot be used; the lower-case name is the metric's and the header's value. */
    public enum Reason {
        EMPTY,
        TOO_LARGE,
        NOT_JSON,
        TOO_DEEP,
        WRONG_TYPE,
        ENCODED_TWICE,
        NO_EVENT_TYPE,
        NO_ADDRESS,
        TWO_ADDRESSES,
        WRONG_KEY,
        NO_TASK,
        NO_TIME_ZONE,
        BAD_CHANNEL,
        BAD_ENVELOPE,
        NOT_A_REVOCATION,
        NOT_ALLOWED
    }

    private final Reason reason;

    /** An unusable record; {@code detail} says in a few constant words what is wrong and where. */
    public UnusableRecordException(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    /** The kind of failure. */
    public Reason reason() {
        return reason;
    }
}
