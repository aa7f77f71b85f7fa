package dev.taskcast.sessions;

import java.time.Duration;
import java.util.concurrent.Executor;

/** Runs calls that may block; a blocked call does not delay the others. After {@link #close}, no call is run. */
interface BlockingCalls extends Executor, AutoCloseable {
    /** Whether blocked calls hold too many threads, so that a blocked call should be ended early. */
    boolean isScarce();

    /** Whether every thread is blocked: new calls wait until a blocked call returns. */
    boolean isExhausted();

    /** For how long every thread has been blocked. */
    Duration exhaustedFor();

    /** How many calls have not begun. */
    int waiting();

    @Override
    void close();
}
