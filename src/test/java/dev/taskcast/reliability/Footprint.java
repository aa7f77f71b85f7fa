package dev.taskcast.reliability;

/**
 * The resources that a replica holds: threads of the system, descriptors, and bytes of memory.
 *
 * <p>The heap counts live objects without the window. The other memory is direct memory.
 */
record Footprint(int threads, int descriptors, long heap, long direct) {
    static Footprint of(Replica replica) throws Exception {
        long window = (long) replica.metric("taskcast_window_bytes");
        return new Footprint(replica.threads(), replica.descriptors(), replica.liveHeap() - window, (long)
                replica.metric("jvm_buffer_pool_used_bytes"));
    }

    /** Whether this is at most {@code before} plus the normal variation of a working server. */
    boolean isLike(Footprint before, int someThreads, int someDescriptors, long someBytes) {
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
