package dev.taskcast.admission;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The file descriptors of this process, which every socket takes one of, also one that has not finished its handshake.
 *
 * <p>Counting them reads a directory, so it is done once a second. Where the system does not tell, there is always room.
 * Thread-safe.
 */
final class Descriptors {
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);
    /** Of the limit: the rest is for files, Kafka, and requests that are no upgrades. */
    private static final double FULL = 0.9;

    private final LongSupplier open;
    private final double most;
    private long looked;
    private boolean room = true;

    Descriptors(LongSupplier open, long limit, long now) {
        this.open = open;
        this.most = FULL * limit;
        this.looked = now - INTERVAL;
    }

    /** Those of this process; {@code now} is in nanoseconds. */
    static Descriptors ofProcess(long now) {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? new Descriptors(system::getOpenFileDescriptorCount, system.getMaxFileDescriptorCount(), now)
                : new Descriptors(() -> 0, Long.MAX_VALUE, now);
    }

    /** Whether there is room for one more socket at {@code now}. */
    synchronized boolean haveRoom(long now) {
        if (now - looked >= INTERVAL) {
            looked = now;
            room = open.getAsLong() < most;
        }
        return room;
    }
}
