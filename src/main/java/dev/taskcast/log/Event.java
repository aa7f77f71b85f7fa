package dev.taskcast.log;

/** What a usable record says. */
public sealed interface Event permits TaskEvent, Revocation {}
