package dev.taskcast.events;

/** Keeps events that a publisher handed in and that can never be delivered, so that an operator can find them. */
public interface DroppedEvents {
    /** Counts {@code event}, and keeps it with {@code reason} if there is a place for it. Never throws. */
    void keep(OutgoingRecord event, UnusableRecordException.Reason reason);

    /** Counts an event that is too large to be kept. */
    void lose();
}
