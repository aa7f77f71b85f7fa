package dev.taskcast.sessions;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs short tasks one after the other on one thread of another executor, which is asked for when there are tasks. Handing over
 * ten thousand of them costs as many places in a queue, and no thread each.
 *
 * <p>Thread-safe: whoever adds the first task has a thread run them until none is left.
 */
final class InTurn implements Executor {
    private static final Logger LOGGER = Logger.getLogger(InTurn.class.getName());

    private final SessionThreads threads;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();

    /** Tasks run on a thread of {@code threads} for calls. */
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
                // What waits runs with the next task.
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
            LOGGER.log(Level.SEVERE, "TCAST0605E: A task of a session failed; the next one goes on", failed);
        }
    }
}
