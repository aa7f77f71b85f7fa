package dev.taskcast.sessions;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Stands in for threads: turns and timers wait until the test runs them, and time passes when the test says so. */
final class ManualThreads extends SessionThreads {
    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Timers scheduler = new Timers();
    private long now = Duration.ofDays(1).toNanos();
    private long number;
    boolean scarce;
    boolean exhausted;
    /** Whether the next request for a turn is refused. */
    boolean refuseNext;

    ManualThreads() {
        super(new VirtualCalls(Thread::new));
    }

    /** A task and its time; of two tasks with the same time, the one that was created first comes first. */
    private record Timer(long time, long number, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(time, other.time);
            return byTime == 0 ? Long.compare(number, other.number) : byTime;
        }
    }

    @Override
    public Executor calls() {
        return turn -> {
            if (refuseNext) {
                refuseNext = false;
                throw new OutOfMemoryError("as for a thread that cannot be started");
            }
            turns.add(turn);
        };
    }

    @Override
    public Executor ends() {
        return turns::add;
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public boolean areScarce() {
        return scarce;
    }

    @Override
    public boolean areExhausted() {
        return exhausted;
    }

    /** Runs every waiting turn, and the turns that they ask for. */
    void run() {
        for (Runnable next = turns.poll(); next != null; next = turns.poll()) {
            next.run();
        }
    }

    /** Runs the turn that has waited longest. */
    void runOne() {
        turns.remove().run();
    }

    @Override
    public int waiting() {
        return turns.size();
    }

    /** Lets {@code time} pass; each timer runs at its time, and turns directly after it. */
    void pass(Duration time) {
        long end = now + time.toNanos();
        while (!timers.isEmpty() && timers.peek().time() <= end) {
            Timer timer = timers.poll();
            now = Math.max(now, timer.time());
            timer.task().run();
            run();
        }
        now = end;
    }

    /** A scheduler that only records tasks that run once. */
    private final class Timers extends ScheduledThreadPoolExecutor {
        Timers() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            timers.add(new Timer(now + unit.toNanos(delay), number++, task));
            return null;
        }
    }
}
