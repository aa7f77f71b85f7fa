package dev.taskcast.events;

/** The meaning of a usable record. */
public sealed interface Event permits TaskEvent, Revocation {
    /**
     * The key of the record. It decides the partition and so the order, and never decides who receives the event.
     *
     * <p>The key of an event for one user is that user. For several users it is the first named user. Events for a
     * task's owner alone then stay in order with events for those who share the task. Events for everyone have one
     * constant key.
     */
    String key();
}
