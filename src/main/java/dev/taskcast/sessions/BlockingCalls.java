package dev.taskcast.sessions;

import java.time.Duration;
import java.util.concurrent.Executor;

/** Runs calls that may block, each so that it keeps no other one waiting. After the end nothing is run. */
interface BlockingCalls extends Executor, AutoCloseable {
    /** Whether so many threads are blocked that a blocked call should be ended early. */
    boolean isScarce();

    /** Whether no thread is left: new calls wait until a blocked one returns. */
    boolean isExhausted();

    /** For how long that has been so. */
    Duration exhaustedFor();

    /** How many have not begun. */
    int waiting();

    @Override
    void close();
}
