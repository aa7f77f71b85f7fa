package dev.taskcast.ops;

import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive while a garbage collection can free memory. A process whose heap is full of live objects is useless, and the
 * orchestrator starts another. The process does not end when a single allocation fails. Otherwise a record larger than
 * the heap would end every replica, again at each start.
 */
@Liveness
@Singleton
final class HeapLiveness implements HealthCheck {
    private static final int FULL_PERCENT = 97;

    @Override
    public HealthCheckResponse call() {
        long percent = percentAfterCollection(ManagementFactory.getMemoryPoolMXBeans());
        return HealthCheckResponse.named("heap")
                .status(percent < FULL_PERCENT)
                .withData("percent_after_collection", percent)
                .build();
    }

    /** The share of the heap that was live after the last collection of old objects; 0 before the first one. */
    static long percentAfterCollection(List<MemoryPoolMXBean> pools) {
        long used = 0;
        long most = 0;
        for (MemoryPoolMXBean pool : pools) {
            MemoryUsage usage = pool.getCollectionUsage();
            if (pool.getType() == MemoryType.HEAP && usage != null && usage.getMax() > most) {
                used = usage.getUsed();
                most = usage.getMax();
            }
        }
        return most == 0 ? 0 : used * 100 / most;
    }
}
