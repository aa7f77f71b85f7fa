package dev.taskcast.log;

/** The end of the log: everything up to {@code sequence} is covered by {@code cursor}. */
record Tail(long sequence, String cursor) {}
