package dev.taskcast.bench;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/** The tally of a {@link LoadThread}, which is its only writer. */
final class Counts implements Tally {
    private final LongAdder welcomes = new LongAdder();
    private final LongAdder deliveries = new LongAdder();
    private final LongAdder heartbeats = new LongAdder();
    private final LongAdder closes = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final LongAdder reads = new LongAdder();
    private volatile long welcomed;
    private volatile long latest;
    private volatile boolean timing;
    private final Histogram micros = new Histogram(LONGEST_MICROS, 3);

    void welcome() {
        welcomed = Clock.micros();
        welcomes.increment();
    }

    void heartbeat() {
        heartbeats.increment();
    }

    void close() {
        closes.increment();
    }

    void read() {
        reads.increment();
    }

    void wrong(long events) {
        wrong.add(events);
    }

    /** Notes that an event was read now that was due at {@code sent}, in microseconds since 1970. */
    void delivery(long sent) {
        long now = Clock.micros();
        latest = now;
        deliveries.increment();
        if (timing) {
            micros.recordValue(Math.min(Math.max(now - sent, 0), LONGEST_MICROS));
        }
    }

    @Override
    public long welcomes() {
        return welcomes.sum();
    }

    @Override
    public long welcomed() {
        return welcomed;
    }

    @Override
    public long deliveries() {
        return deliveries.sum();
    }

    @Override
    public long latest() {
        return latest;
    }

    @Override
    public long heartbeats() {
        return heartbeats.sum();
    }

    @Override
    public long closes() {
        return closes.sum();
    }

    @Override
    public long wrong() {
        return wrong.sum();
    }

    @Override
    public long reads() {
        return reads.sum();
    }

    @Override
    public void startTiming() {
        micros.reset();
        timing = true;
    }

    @Override
    public Histogram stopTiming() {
        timing = false;
        return micros.copy();
    }
}
