package dev.taskcast.sessions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A few platform threads, and one more for each blocked thread, up to a limit.
 *
 * <p>{@link #look} finds the blocked threads: a blocked thread runs the same call as at the last look, and waits. A
 * thread that could run and still has the same call lacks a processor. More threads would make that worse, so such a
 * thread counts as blocked only after many looks. While calls wait, a look starts one thread for each blocked thread.
 * If every thread is blocked, a look doubles their number, if that many calls wait. Most of these calls are short, and
 * only wait behind the blocked ones. A thread that returns and is not needed ends.
 *
 * <p>Concurrency: this object's monitor guards {@code workers} and is held for a few steps only. A worker writes its
 * own call number. Other threads may read an old number; a look then counts one blocked thread too many or too few.
 */
final class PooledCalls implements BlockingCalls {
    private static final Logger LOGGER = Logger.getLogger(PooledCalls.class.getName());
    private static final long IDLE_SECONDS = 5;
    private static final long NONE = 0;
    /** After more looks than this, a thread that could run counts as blocked: its call may be a system call. */
    private static final int PATIENCE = 50;

    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private final Set<Worker> workers = new HashSet<>();
    private final ThreadFactory threads;
    private final int usual;
    private final int most;
    private volatile int size;
    private volatile int blocked;
    private volatile long exhaustedSince;
    private volatile boolean closed;

    /** Creates a pool of {@code usual} threads from {@code threads}, and never more than {@code most}. */
    PooledCalls(ThreadFactory threads, int usual, int most) {
        this.threads = threads;
        this.usual = usual;
        this.most = Math.max(usual, most);
    }

    @Override
    public void execute(Runnable call) {
        if (closed) {
            return;
        }
        waiting.add(call);
        if (size < usual) {
            start(1);
        }
    }

    /** Finds blocked threads and replaces them; call it about ten times a second. */
    void look() {
        List<Worker> all;
        synchronized (this) {
            all = new ArrayList<>(workers);
        }
        int found = (int) all.stream().filter(Worker::isBlocked).count();
        if (!isExhausted() || found < most) {
            exhaustedSince = System.nanoTime();
        }
        blocked = found;
        int missing = usual - (all.size() - found);
        if (missing > 0 && !waiting.isEmpty()) {
            start(all.size() == found ? Math.max(missing, Math.min(found, waiting.size())) : missing);
        }
    }

    @Override
    public boolean isScarce() {
        return blocked > most / 2;
    }

    @Override
    public boolean isExhausted() {
        return blocked >= most;
    }

    @Override
    public Duration exhaustedFor() {
        return isExhausted() ? Duration.ofNanos(System.nanoTime() - exhaustedSince) : Duration.ZERO;
    }

    @Override
    public int waiting() {
        return waiting.size();
    }

    /** How many threads there are. */
    int threads() {
        return size;
    }

    @Override
    public synchronized void close() {
        closed = true;
        waiting.clear();
        workers.forEach(worker -> worker.thread.interrupt());
    }

    /** If a thread cannot be started, {@link #look} tries again. */
    private synchronized void start(int count) {
        for (int i = 0; i < count && workers.size() < most && !closed; i++) {
            try {
                Worker worker = new Worker();
                worker.thread.start();
                workers.add(worker);
                size = workers.size();
            } catch (RuntimeException | Error refused) {
                LOGGER.log(Level.WARNING, "TCAST0606W: A thread for calls could not be started", refused);
                return;
            }
        }
    }

    private boolean isSurplus() {
        return closed || size - blocked > usual;
    }

    /** Removes {@code worker} if it is not needed or {@code idle}; returns whether it must end. */
    private synchronized boolean ends(Worker worker, boolean idle) {
        boolean ends = idle || isSurplus();
        if (ends) {
            workers.remove(worker);
            size = workers.size();
        }
        return ends;
    }

    private final class Worker implements Runnable {
        private final Thread thread = threads.newThread(this);
        private long calls;
        private volatile long current = NONE;
        private long seen = NONE;
        private int looks;

        /** Whether it runs the same call as at the last look, and waits or has run it for many looks. */
        boolean isBlocked() {
            long now = current;
            looks = now != NONE && now == seen ? looks + 1 : 0;
            seen = now;
            return looks > PATIENCE || looks > 0 && thread.getState() != Thread.State.RUNNABLE;
        }

        @Override
        public void run() {
            try {
                boolean idle = false;
                while (!idle && !isSurplus() || !ends(this, idle)) {
                    Runnable call = waiting.poll(IDLE_SECONDS, TimeUnit.SECONDS);
                    idle = call == null;
                    if (call != null) {
                        run(call);
                    }
                }
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            } finally {
                ends(this, true);
            }
        }

        private void run(Runnable call) {
            current = ++calls;
            try {
                call.run();
            } catch (RuntimeException | Error unexpected) {
                LOGGER.log(Level.WARNING, "TCAST0607W: A call into the container failed unexpectedly", unexpected);
            } finally {
                current = NONE;
            }
        }
    }
}
