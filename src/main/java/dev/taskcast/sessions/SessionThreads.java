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
 * The threads of the sessions: threads for calls into the container, which may block, and one timer, which must not
 * block.
 *
 * <p>A send, a ping and a close can each block forever (docs/decisions/sends.md). On Java 24 and newer, each turn of a
 * session and each close has its own virtual thread. On older versions, platform threads are replaced while they are
 * blocked.
 */
public class SessionThreads implements AutoCloseable {
    /** From this Java version on, a virtual thread that waits for a monitor delays no other thread (JEP 491). */
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

    /** Runs calls on threads of {@code virtual}, and the timer on a thread of {@code platform}. */
    public static SessionThreads virtual(ThreadFactory virtual, ThreadFactory platform) {
        VirtualCalls calls = new VirtualCalls(virtual);
        return new SessionThreads(calls, calls, platform);
    }

    /**
     * Runs sends on at most {@code most} threads of {@code platform}. Closes run on other threads, because only a close
     * ends a blocked send.
     */
    public static SessionThreads pooled(ThreadFactory platform, int most) {
        PooledCalls pool = new PooledCalls(named("taskcast-call", platform), USUAL, most);
        PooledCalls closes = new PooledCalls(named("taskcast-close", platform), USUAL, Math.max(USUAL, most / 4));
        SessionThreads threads = new SessionThreads(pool, closes, platform);
        for (PooledCalls each : List.of(pool, closes)) {
            threads.repeat(LOOK, each::look);
        }
        return threads;
    }

    /** For subclasses that bring their own threads. */
    protected SessionThreads(BlockingCalls calls) {
        this(calls, calls, Thread::new);
    }

    /** Runs calls that may block: a session's turn, an answer. */
    public Executor calls() {
        return calls;
    }

    /** Runs calls that may block and that end blocked calls: a close, a cut. */
    public Executor ends() {
        return ends;
    }

    /**
     * Waits until all calls have begun, but only if many have waited for a second, and for at most 500 ms. It is for
     * the thread that reads the topic, which can create calls faster than they run.
     *
     * <p>The scheduler of virtual threads has several queues. A carrier thread keeps taking from the same queue until
     * that queue is empty. A queue that is kept full therefore starves the others: new connections, heartbeats, and
     * sends that were blocked.
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

    /** How many calls have not begun, because they wait for a thread. */
    public int waiting() {
        return ends == calls ? calls.waiting() : calls.waiting() + ends.waiting();
    }

    /** Whether blocked calls hold too many threads, so that a blocked call should be ended early. */
    public boolean areScarce() {
        return calls.isScarce();
    }

    /** Whether blocked calls hold every thread, so that nothing can be sent to a new connection. */
    public boolean areExhausted() {
        return calls.isExhausted();
    }

    /** For how long blocked calls have held every thread. */
    public Duration exhaustedFor() {
        return calls.exhaustedFor();
    }

    /** Runs timed tasks. Tasks must be short and must not block. */
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** Runs {@code task} on the timer repeatedly, with {@code pause} before each run; also after a run that failed. */
    public void repeat(Duration pause, Runnable task) {
        long nanos = pause.toNanos();
        scheduler().scheduleWithFixedDelay(() -> run(task), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Must not throw: the timer does not repeat a task that throws. */
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

    /** The clock of deadlines, in nanoseconds. */
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
