package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The resources that a replica holds: threads of the system, descriptors, and bytes of memory.
 *
 * <p>The number of threads leaves out the first {@value #SERVER_THREADS} of the container's pool, because the server
 * starts them only when it needs them.
 *
 * <p>The heap counts live objects without the window. The other memory is direct memory.
 */
record Footprint(int threads, int descriptors, long heap, long direct) {
    private static final int SERVER_THREADS = 128;

    static Footprint of(Replica replica) throws Exception {
        long window = (long) replica.metric("taskcast_window_bytes");
        int pool = (int) replica.metric("taskcast_container_threads");
        return new Footprint(
                replica.threads() - Math.min(pool, SERVER_THREADS),
                replica.descriptors(),
                replica.liveHeap() - window,
                (long) replica.metric("jvm_buffer_pool_used_bytes"));
    }

    /**
     * Waits until the replica holds at most {@code before} plus the normal variation of a working server.
     *
     * @return what it holds then
     * @throws AssertionError after {@code deadline}; it says what the replica still holds
     */
    static Footprint awaitLike(
            Footprint before, Replica replica, Duration deadline, int someThreads, int someDescriptors, long someBytes)
            throws Exception {
        long end = System.nanoTime() + deadline.toNanos();
        Footprint now = of(replica);
        while (!now.isLike(before, someThreads, someDescriptors, someBytes)) {
            if (System.nanoTime() > end) {
                fail("After " + deadline + ", the replica holds " + now + "; before it held " + before);
            }
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1)); // each look collects the garbage of the whole heap
            now = of(replica);
        }
        return now;
    }

    private boolean isLike(Footprint before, int someThreads, int someDescriptors, long someBytes) {
        return threads <= before.threads + someThreads
                && descriptors <= before.descriptors + someDescriptors
                && heap <= before.heap + someBytes
                && direct <= before.direct + someBytes;
    }

    @Override
    public String toString() {
        return threads + " threads, " + descriptors + " descriptors, " + Math.round(heap / 1e6) + " MB heap, "
                + Math.round(direct / 1e5) / 10.0 + " MB direct";
    }
}
