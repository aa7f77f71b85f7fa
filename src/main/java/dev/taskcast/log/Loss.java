package dev.taskcast.log;

import dev.taskcast.wire.ResetReason;

/** A loss of events: readers before {@code upTo} are reset for {@code reason}. */
record Loss(long upTo, ResetReason reason) {}
