package dev.taskcast.events;

/** Keeps events that somebody handed in and that can never be delivered, where an operator finds them. */
public interface DroppedEvents {
    /** Keeps {@code event} for {@code reason}, if there is a place for it, and counts it. Never throws. */
    void keep(OutgoingRecord event, UnusableRecordException.Reason reason);

    /** Counts an event that is too large to be kept. */
    void lose();
}
