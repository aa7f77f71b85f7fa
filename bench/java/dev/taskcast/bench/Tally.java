package dev.taskcast.bench;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/**
 * What the devices of the load client have received.
 *
 * <p>Written by the thread of the load client only; others read the counts.
 */
final class Tally {
    private static final long LONGEST_MICROS = 120_000_000;

    private final LongAdder welcomes = new LongAdder();
    private final LongAdder deliveries = new LongAdder();
    private final LongAdder heartbeats = new LongAdder();
    private final LongAdder closes = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private volatile long latest;
    private volatile boolean timing;
    private final Histogram micros = new Histogram(LONGEST_MICROS, 3);

    void welcome() {
        welcomes.increment();
    }

    void heartbeat() {
        heartbeats.increment();
    }

    void close() {
        closes.increment();
    }

    /** Counts {@code events} that were not what the device had to get next: lost, repeated or somebody else's. */
    void wrong(long events) {
        wrong.add(events);
    }

    /** An event that was due at {@code sent}, in microseconds since 1970, was read now. */
    void delivery(long sent) {
        long now = Clock.micros();
        latest = now;
        deliveries.increment();
        if (timing) {
            micros.recordValue(Math.min(Math.max(now - sent, 0), LONGEST_MICROS));
        }
    }

    long welcomes() {
        return welcomes.sum();
    }

    long deliveries() {
        return deliveries.sum();
    }

    /** When the last of them was read, in microseconds since 1970. */
    long latest() {
        return latest;
    }

    long heartbeats() {
        return heartbeats.sum();
    }

    long closes() {
        return closes.sum();
    }

    long wrong() {
        return wrong.sum();
    }

    /** From now on the time from due to read is recorded as well; it counts from due, so omission is no issue. */
    void startTiming() {
        micros.reset();
        timing = true;
    }

    /** The times since {@link #startTiming}, in microseconds; call it when nothing is on its way any more. */
    Histogram stopTiming() {
        timing = false;
        return micros.copy();
    }
}
