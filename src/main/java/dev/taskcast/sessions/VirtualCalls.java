package dev.taskcast.sessions;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/** A virtual thread for each call: a blocked one is a parked object and costs nobody a thread. */
final class VirtualCalls implements BlockingCalls {
    private final ThreadFactory virtualThreads;
    private volatile boolean closed;

    VirtualCalls(ThreadFactory virtualThreads) {
        this.virtualThreads = virtualThreads;
    }

    @Override
    public void execute(Runnable call) {
        if (!closed) {
            virtualThreads.newThread(call).start();
        }
    }

    @Override
    public boolean isScarce() {
        return false;
    }

    @Override
    public boolean isExhausted() {
        return false;
    }

    @Override
    public Duration exhaustedFor() {
        return Duration.ZERO;
    }

    @Override
    public void close() {
        closed = true;
    }
}
