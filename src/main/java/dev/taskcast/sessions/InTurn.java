package dev.taskcast.sessions;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs short tasks one after the other on one thread of another executor. It asks for a thread only while there are
 * tasks. Ten thousand tasks take ten thousand queue slots, not ten thousand threads.
 *
 * <p>Thread-safe: a caller that adds the first task starts a thread, which runs tasks until the queue is empty.
 */
final class InTurn implements Executor {
    private static final Logger LOGGER = Logger.getLogger(InTurn.class.getName());

    private final SessionThreads threads;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();

    /** Creates an executor that runs its tasks on a thread of {@code threads} for calls. */
    InTurn(SessionThreads threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (running.compareAndSet(false, true)) {
            try {
                threads.calls().execute(this::runAll);
            } catch (RuntimeException | Error refused) {
                // The waiting tasks run with the next one.
                running.set(false);
                throw refused;
            }
        }
    }

    private void runAll() {
        do {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                run(task);
            }
            running.set(false);
        } while (!tasks.isEmpty() && running.compareAndSet(false, true));
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failed) {
            LOGGER.log(Level.SEVERE, "TCAST0605E: A task of a session failed; its next task still runs", failed);
        }
    }
}
