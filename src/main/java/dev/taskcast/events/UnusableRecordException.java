package dev.taskcast.events;

import java.util.Optional;

/**
 * A record that cannot become an event. The gateway counts it by reason and skips it.
 *
 * <p>The message may name a field and a kind of error, never content.
 */
public final class UnusableRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why a record cannot be used; the name in lower case is the value in the metric and in the header. */
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
    private final transient Optional<String> event;

    /** Creates the exception; {@code detail} says in a few constant words what is wrong and where. */
    public UnusableRecordException(Reason reason, String detail) {
        this(reason, detail, Optional.empty());
    }

    private UnusableRecordException(Reason reason, String detail, Optional<String> event) {
        super(detail, null, false, false);
        this.reason = reason;
        this.event = event;
    }

    /** This exception, with {@code id} as the event's id unless it already has one. */
    public UnusableRecordException of(Optional<String> id) {
        return id.isEmpty() || event.isPresent() ? this : new UnusableRecordException(reason, getMessage(), id);
    }

    /** The id of the event that the record would have been; empty if it names no readable id. */
    public Optional<String> event() {
        return event;
    }

    /** The kind of error. */
    public Reason reason() {
        return reason;
    }
}
