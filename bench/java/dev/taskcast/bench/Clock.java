package dev.taskcast.bench;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** The machine's wall clock in microseconds, the same for all processes of a run. */
final class Clock {
    private Clock() {}

    /** Microseconds since 1970. */
    static long micros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    /** Returns when {@code micros} have passed. */
    static void pause(long micros) {
        long end = System.nanoTime() + micros * 1_000;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
