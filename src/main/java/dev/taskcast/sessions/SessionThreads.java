package dev.taskcast.sessions;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;

/**
 * The threads that sessions run on: a few writers, one timer, and pingers and closers apart from both.
 *
 * <p>Writers wait for no socket (docs/decisions/sends.md). A ping blocks when the socket takes no more, a close for
 * seconds when a write is outstanding, so each has threads of its own (a close may be what ends a ping that
 * hangs), made when needed and gone when idle; what comes after the last one waits. Nothing is refused; after
 * the end everything is silently dropped.
 */
public class SessionThreads implements AutoCloseable {
    /**
     * Threads that run sessions' turns: more than there are cores, because one that is preempted in the middle of a
     * send must not make the others take the slow way, and one that blocks in it must not hold the others up.
     */
    public static final int WRITERS = Math.max(8, Runtime.getRuntime().availableProcessors());

    private static final int CLOSERS = 32;
    private static final int PINGERS = 4;

    private final ExecutorService writers;
    private final ExecutorService closers;
    private final ExecutorService pingers;
    private final ScheduledExecutorService scheduler;

    /** Threads of {@code factory}, made at first use. */
    public SessionThreads(ThreadFactory factory) {
        writers = pool(WRITERS, named("taskcast-writer", factory));
        closers = pool(CLOSERS, named("taskcast-closer", factory));
        pingers = pool(PINGERS, named("taskcast-pinger", factory));
        ScheduledThreadPoolExecutor timer =
                new ScheduledThreadPoolExecutor(1, named("taskcast-timer", factory), new DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        scheduler = timer;
    }

    /** Runs a session's turn. */
    public Executor writers() {
        return writers;
    }

    /** Runs what may block on a socket that is being closed. */
    public Executor closers() {
        return closers;
    }

    /** Runs what may block on a socket that nobody reads. */
    public Executor pingers() {
        return pingers;
    }

    /** Runs what has a time. Tasks are short. */
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** The clock of deadlines. */
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        writers.shutdownNow();
        pingers.shutdownNow();
        closers.shutdown();
    }

    private static ThreadPoolExecutor pool(int threads, ThreadFactory factory) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory, new DiscardPolicy());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory named(String name, ThreadFactory factory) {
        return task -> {
            Thread thread = factory.newThread(task);
            thread.setName(name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
