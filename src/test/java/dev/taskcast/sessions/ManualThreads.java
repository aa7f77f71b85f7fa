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

/** Threads that are none: turns and timers wait until the test runs them, and time passes when it says so. */
final class ManualThreads extends SessionThreads {
    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Timers scheduler = new Timers();
    private long now = Duration.ofDays(1).toNanos();
    private long number;
    boolean scarce;
    boolean exhausted;
    /** Whether the next turn that is asked for is refused. */
    boolean refuseNext;

    ManualThreads() {
        super(new VirtualCalls(Thread::new));
    }

    /** A task and its time; of two with the same time, the earlier one made comes first. */
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

    /** Runs every turn that waits, and those that they ask for. */
    void run() {
        for (Runnable next = turns.poll(); next != null; next = turns.poll()) {
            next.run();
        }
    }

    /** Runs the turn that waits longest. */
    void runOne() {
        turns.remove().run();
    }

    @Override
    public int waiting() {
        return turns.size();
    }

    /** Lets {@code time} pass; timers run in their time, turns right after each. */
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

    /** A scheduler that only notes what it is asked to do once. */
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
