package dev.taskcast.harness;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition; on a timeout, says what it waited for. */
public final class Await {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Await() {}

    /**
     * Returns as soon as {@code condition} holds. A condition that throws, or whose assertion fails, does not hold yet.
     *
     * @throws AssertionError after {@code deadline}; its cause is what the condition threw last
     */
    public static void until(Duration deadline, Callable<Boolean> condition, String description) {
        long end = System.nanoTime() + deadline.toNanos();
        Throwable last = null;
        do {
            try {
                if (condition.call()) {
                    return;
                }
                last = null;
            } catch (Exception | AssertionError notYet) {
                last = notYet;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("Interrupted while waiting for " + description, last);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (System.nanoTime() < end);
        throw new AssertionError("Waited " + deadline + " in vain for " + description, last);
    }
}
