package dev.taskcast.ops;

import dev.taskcast.admission.Inside;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Singleton;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The threads of the container, which run handshakes, clients' frames and requests. It counts the threads and the tasks
 * that wait for one.
 *
 * <p>The container publishes these numbers only with a feature that replaces the gateway's metrics. So they are read
 * from the container's own objects, at each scrape. On a server with other classes these metrics do not exist, and one
 * log line says so.
 */
@Singleton
final class ContainerThreads {
    private static final Logger LOGGER = Logger.getLogger(ContainerThreads.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    @Resource(lookup = "java:comp/DefaultManagedExecutorService")
    private ManagedExecutorService executor;

    /** The numbers of the pool. */
    private interface Telling {
        void of(ThreadPoolExecutor pool);
    }

    void register(@Observes Startup event, PrometheusRegistry metrics) {
        GaugeWithCallback.builder()
                .name("taskcast_container_threads")
                .help("Threads of the container's pool, by state")
                .labelNames("state")
                .callback(sample -> tell(pool -> {
                    int busy = pool.getActiveCount();
                    sample.call(busy, "busy");
                    sample.call(Math.max(0, pool.getPoolSize() - busy), "idle");
                }))
                .register(metrics);
        GaugeWithCallback.builder()
                .name("taskcast_container_waiting")
                .help("Tasks that wait for a thread of the container")
                .callback(sample -> tell(pool -> sample.call(pool.getQueue().size())))
                .register(metrics);
    }

    private void tell(Telling telling) {
        try {
            Object threads = Inside.value(Inside.call(executor, "getNormalPolicyExecutor"), "libertyThreadPool");
            telling.of((ThreadPoolExecutor) Inside.value(threads, "threadPool"));
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            if (TOLD.compareAndSet(false, true)) {
                LOGGER.log(Level.INFO, "TCAST1301I: The threads of this server cannot be counted", unknown);
            }
        }
    }
}
