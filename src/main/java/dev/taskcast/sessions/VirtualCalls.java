package dev.taskcast.sessions;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs each call on a virtual thread of its own: a blocked call is a parked object and holds no platform thread. */
final class VirtualCalls implements BlockingCalls {
    private final ThreadFactory virtualThreads;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closed;

    VirtualCalls(ThreadFactory virtualThreads) {
        this.virtualThreads = virtualThreads;
    }

    @Override
    public void execute(Runnable call) {
        if (closed) {
            return;
        }
        Thread thread = virtualThreads.newThread(() -> {
            waiting.decrementAndGet();
            call.run();
        });
        waiting.incrementAndGet();
        boolean started = false;
        try {
            thread.start();
            started = true;
        } finally {
            if (!started) {
                waiting.decrementAndGet();
            }
        }
    }

    @Override
    public int waiting() {
        return waiting.get();
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
