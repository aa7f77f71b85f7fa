package dev.taskcast.events;

/** What a usable record says. */
public sealed interface Event permits TaskEvent, Revocation {}
