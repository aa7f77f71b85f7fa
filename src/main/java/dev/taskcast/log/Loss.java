package dev.taskcast.log;

import dev.taskcast.wire.ResetReason;

/** Readers that are before {@code upTo} have lost something. */
record Loss(long upTo, ResetReason reason) {}
