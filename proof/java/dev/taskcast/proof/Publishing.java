package dev.taskcast.proof;

import dev.taskcast.harness.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A thread that publishes events of several series in turn, at a steady rate. It can be held. */
final class Publishing implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** The longest time whose events are published late after a pause. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Way way;
    private final List<Series> series;
    private final Ledger ledger;
    private final long nanosBetween;
    private final Thread thread;
    private volatile boolean held;
    private volatile boolean isHeld;
    private volatile boolean over;
    private volatile RuntimeException failure;

    /** Begins to publish. */
    Publishing(Way way, List<Series> series, Ledger ledger, int perSecond) {
        this.way = way;
        this.series = series;
        this.ledger = ledger;
        this.nanosBetween = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.thread = new Thread(this::run, "publishing");
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops publishing, and returns when the fate of each event is known. */
    void hold() throws InterruptedException {
        held = true;
        Await.until(PATIENCE, () -> isHeld || failure != null, "the fate of all events");
        check();
    }

    /** Publishes again. */
    void release() {
        held = false;
        Await.until(PATIENCE, () -> !isHeld, "the end of the pause");
    }

    /** Fails if an event could not be published, because the run then proves nothing. */
    void check() {
        if (failure != null) {
            throw failure;
        }
    }

    private void run() {
        try {
            long next = System.nanoTime();
            for (int i = 0; !over; ) {
                if (held) {
                    rest();
                } else if (System.nanoTime() < next) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                } else {
                    next = Math.max(next + nanosBetween, System.nanoTime() - LATE_NANOS);
                    Series one = series.get(i++ % series.size());
                    way.publish(one, ledger.next(one.name()));
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) {
            failure = failed;
        }
    }

    private void rest() throws InterruptedException {
        way.settle();
        isHeld = true;
        while (held && !over) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        isHeld = false;
    }

    @Override
    public void close() {
        over = true;
        way.close();
    }
}
