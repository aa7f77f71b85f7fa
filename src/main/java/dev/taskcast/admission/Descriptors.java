package dev.taskcast.admission;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The file descriptors of this process. Every socket takes one, even before its handshake is finished.
 *
 * <p>Counting them means reading a directory, so they are counted once a second. If the system does not tell their
 * number, there is always room. Thread-safe.
 */
final class Descriptors {
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);
    /**
     * The share of the limit that sockets may use. The rest is for files, Kafka, and requests that are not upgrades.
     */
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

    /** The descriptors of this process; {@code now} is in nanoseconds. */
    static Descriptors ofProcess(long now) {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? new Descriptors(system::getOpenFileDescriptorCount, system.getMaxFileDescriptorCount(), now)
                : new Descriptors(() -> 0, Long.MAX_VALUE, now);
    }

    /** Whether there is room for one more socket at {@code now}. */
    synchronized boolean haveRoom(long now) {
        if (now - looked >= INTERVAL) {
            looked = now;
            room = isBelowLimit();
        }
        return room;
    }

    /** Counting takes a descriptor too. Java throws an {@link InternalError} if the process has no descriptor left. */
    private boolean isBelowLimit() {
        try {
            return open.getAsLong() < most;
        } catch (InternalError noDescriptor) {
            return false;
        }
    }
}
