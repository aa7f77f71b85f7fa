package dev.taskcast.sessions;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
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
 * <p>Writers never block: their sends are asynchronous. A ping blocks when the socket takes no more, a close for
 * seconds when a write is outstanding, so each has threads of its own (a close may be what ends a ping that
 * hangs), made when needed and gone when idle; what comes after the last one waits. Nothing is refused; after
 * the end everything is silently dropped.
 */
@ApplicationScoped
public class SessionThreads {
    private static final int CLOSERS = 32;
    private static final int PINGERS = 4;

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory managed;

    private ExecutorService writers;
    private ExecutorService closers;
    private ExecutorService pingers;
    private ScheduledExecutorService scheduler;

    /** For the container, which sets the factory; threads are made at first use. */
    protected SessionThreads() {}

    /** Threads of {@code factory}, without a container. */
    public static SessionThreads of(ThreadFactory factory) {
        SessionThreads threads = new SessionThreads();
        threads.begin(factory);
        return threads;
    }

    @jakarta.annotation.PostConstruct
    void begin() {
        begin(managed);
    }

    private void begin(ThreadFactory factory) {
        int count = Math.max(2, Runtime.getRuntime().availableProcessors());
        writers = pool(count, named("taskcast-writer", factory));
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

    @PreDestroy
    void end() {
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
