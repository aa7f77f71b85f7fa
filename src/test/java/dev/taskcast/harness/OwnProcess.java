package dev.taskcast.harness;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * A process that this JVM started and that ends with it. The last process started is the first one stopped, so that no
 * process loses the service that it reads from.
 *
 * <p>{@code RUNNING} is thread-safe; besides this class only the shutdown hook uses it. Stopping twice does no harm.
 */
final class OwnProcess {
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(30);
    private static final Deque<OwnProcess> RUNNING = new ArrayDeque<>();
    private static volatile boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(OwnProcess::stopAll, "stop-processes"));
    }

    private final Process process;
    private final Duration patience;

    /** Starts the process of {@code builder}; {@code patience} is how long it may take to stop. */
    OwnProcess(ProcessBuilder builder, Duration patience) throws IOException {
        this.patience = patience;
        this.process = builder.start();
        synchronized (RUNNING) {
            RUNNING.push(this);
        }
    }

    /** Stops it after all other processes, which may read from it although they were started earlier. */
    OwnProcess stoppedLast() {
        synchronized (RUNNING) {
            RUNNING.remove(this);
            RUNNING.addLast(this);
        }
        return this;
    }

    /** Whether this JVM is ending, and with it all processes that it started. */
    static boolean ending() {
        return ending;
    }

    Process process() {
        return process;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Closes the process's standard input, sends SIGTERM and waits; after {@code patience} it kills the process. */
    void stop() {
        closeInput();
        process.destroy();
        if (!ended(patience)) {
            process.destroyForcibly();
            ended(KILL_DEADLINE);
        }
        forget();
    }

    /** Kills the process (SIGKILL) and waits until it has ended. */
    void kill() {
        process.destroyForcibly();
        ended(KILL_DEADLINE);
        forget();
    }

    private static void stopAll() {
        ending = true;
        for (OwnProcess next = last(); next != null; next = last()) {
            next.stop();
        }
    }

    private static OwnProcess last() {
        synchronized (RUNNING) {
            return RUNNING.peek();
        }
    }

    private void forget() {
        synchronized (RUNNING) {
            RUNNING.remove(this);
        }
    }

    private void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyGone) {
            // The other end is closed, as intended.
        }
    }

    private boolean ended(Duration deadline) {
        try {
            return process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
