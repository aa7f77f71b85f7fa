package dev.taskcast.sessions;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The threads that sessions run on: those that may block in a call into the container, and one timer that may not.
 *
 * <p>A send, a ping and a close can each block for ever (docs/decisions/sends.md). On Java 24 and newer each turn of a session
 * and each close has a virtual thread of its own. Before that, platform threads are replaced when they are blocked.
 */
public class SessionThreads implements AutoCloseable {
    /** From this version of Java on, a virtual thread that waits for a monitor holds up no other one (JEP 491). */
    public static final int VIRTUAL_SINCE = 24;

    /** How long a call into the container may take before it counts as stuck. */
    public static final Duration LONG = Duration.ofSeconds(2);

    private static final Logger LOGGER = Logger.getLogger(SessionThreads.class.getName());
    private static final int USUAL = Math.max(8, Runtime.getRuntime().availableProcessors());
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int MANY = 256;
    private static final long PRESSURE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long GIVE_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final BlockingCalls calls;
    private final BlockingCalls ends;
    private final ScheduledExecutorService scheduler;
    private long fewWaited = System.nanoTime();

    private SessionThreads(BlockingCalls calls, BlockingCalls ends, ThreadFactory platform) {
        this.calls = calls;
        this.ends = ends;
        ThreadFactory timers = named("taskcast-timer", platform);
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, timers, new DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        scheduler = timer;
    }

    /** Calls on threads of {@code virtual}, the timer on one of {@code platform}. */
    public static SessionThreads virtual(ThreadFactory virtual, ThreadFactory platform) {
        VirtualCalls calls = new VirtualCalls(virtual);
        return new SessionThreads(calls, calls, platform);
    }

    /** Sends on at most {@code most} threads of {@code platform}; closes on others, since only they end a send that blocks. */
    public static SessionThreads pooled(ThreadFactory platform, int most) {
        PooledCalls pool = new PooledCalls(named("taskcast-call", platform), USUAL, most);
        PooledCalls closes = new PooledCalls(named("taskcast-close", platform), USUAL, Math.max(USUAL, most / 4));
        SessionThreads threads = new SessionThreads(pool, closes, platform);
        for (PooledCalls each : List.of(pool, closes)) {
            threads.repeat(LOOK, each::look);
        }
        return threads;
    }

    /** Threads that a subclass brings. */
    protected SessionThreads(BlockingCalls calls) {
        this(calls, calls, Thread::new);
    }

    /** Runs what may block: a session's turn, an answer. */
    public Executor calls() {
        return calls;
    }

    /** Runs what may block, and ends what blocks: a close, a cut. */
    public Executor ends() {
        return ends;
    }

    /**
     * Waits until all calls have begun, but only if many have been waiting for a second, and for at most 500 ms; for the thread that
     * reads the log, and makes more of them than there is time for.
     *
     * <p>The scheduler of virtual threads has several queues. A carrier goes on with the one that it took from last until that one
     * is empty. So who keeps one full starves all others: new connections, heartbeats, and sends that were blocked.
     */
    public void giveWay() {
        long now = System.nanoTime();
        if (calls.waiting() < MANY || calls.isExhausted()) {
            fewWaited = now;
        } else if (now - fewWaited > PRESSURE_NANOS) {
            do {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            } while (calls.waiting() > 0
                    && System.nanoTime() - now < GIVE_WAY_NANOS
                    && !Thread.currentThread().isInterrupted());
            fewWaited = System.nanoTime();
        }
    }

    /** How many calls have not begun: each of them waits for a thread. */
    public int waiting() {
        return ends == calls ? calls.waiting() : calls.waiting() + ends.waiting();
    }

    /** Whether blocked calls hold so many threads that they are to be ended early. */
    public boolean areScarce() {
        return calls.isScarce();
    }

    /** Whether blocked calls hold every thread, so that nothing can be sent to a new connection. */
    public boolean areExhausted() {
        return calls.isExhausted();
    }

    /** For how long that has been so. */
    public Duration exhaustedFor() {
        return calls.exhaustedFor();
    }

    /** Runs what has a time. Tasks are short and call nothing that may block. */
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** Runs {@code task} by the timer, again and again with {@code pause} before each run; also after a run that failed. */
    public void repeat(Duration pause, Runnable task) {
        long nanos = pause.toNanos();
        scheduler().scheduleWithFixedDelay(() -> run(task), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Never fails: a timer does not repeat a task that did. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failed) {
            try {
                LOGGER.log(Level.SEVERE, "TCAST0610E: A task of the timer failed; it runs again", failed);
            } catch (RuntimeException | Error noRoom) {
                failed.addSuppressed(noRoom);
            }
        }
    }

    /** The clock of deadlines. */
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        calls.close();
        ends.close();
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
