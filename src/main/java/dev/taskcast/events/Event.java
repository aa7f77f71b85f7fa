package dev.taskcast.events;

/** What a usable record says. */
public sealed interface Event permits TaskEvent, Revocation {
    /**
     * The key of its record. It decides in which partition and so in which order the record is, never who gets it: the
     * user; of several the first named, so that what concerned a task's owner alone and what concerns those with whom it is
     * shared stay in order; and one constant for events that go to everyone.
     */
    String key();
}
