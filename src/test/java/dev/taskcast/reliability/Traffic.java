package dev.taskcast.reliability;

import dev.taskcast.harness.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Publishes numbered events of the series in turn. The rate is steady, but publishing never gets far ahead of the
 * deliveries. So a slow machine has a slower run, and not a failing run.
 *
 * <p>The records of one user have the user as their key. All other records have no key and go to the first partition.
 * All brokers acknowledge every record. The idempotent producer keeps their order through outages.
 */
final class Traffic implements AutoCloseable {
    /** The highest number of deliveries that can be pending. */
    static final int AHEAD = 100_000;

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long STEP = 50;
    private static final long PAUSE_NANOS = 2_000_000;

    private final String topic;
    private final List<Series> series;
    private final String padding;
    private final KafkaProducer<String, byte[]> producer;
    private final Map<String, Long> published = new ConcurrentHashMap<>();
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong deliveries = new AtomicLong();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private volatile long target;
    private Thread thread;

    /** Publishes events on {@code topic}. The task of each event has {@code padding} more characters. */
    Traffic(String brokers, String topic, List<Series> series, int padding) {
        this.topic = topic;
        this.series = series;
        this.padding = "x".repeat(padding);
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", brokers,
                        "acks", "all",
                        "enable.idempotence", true,
                        "linger.ms", 5,
                        "max.block.ms", 120_000,
                        "delivery.timeout.ms", 180_000,
                        "metadata.max.age.ms", 5_000),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /**
     * Begins to publish {@code perSecond} events per second. After {@code planned} events it publishes a tenth of that
     * rate, until {@link #finish}. It waits while {@code oracle} has more than {@value #AHEAD} deliveries before it.
     */
    Traffic start(int perSecond, long planned, Oracle oracle) {
        BooleanSupplier room = () -> deliveries() - oracle.delivered() < AHEAD;
        target = Long.MAX_VALUE;
        thread = new Thread(() -> run(perSecond, planned, room), "traffic");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** Continues until {@code atLeast} events are published, then stops, and waits until Kafka has all of them. */
    Map<String, Long> finish(long atLeast) throws InterruptedException {
        target = atLeast;
        thread.join(PATIENCE.toMillis());
        if (thread.isAlive()) {
            throw new AssertionError("Waited in vain for " + atLeast + " events; so far " + total());
        }
        return settled();
    }

    /** Publishes {@code each} events of every series together, and waits until Kafka has them. */
    Map<String, Long> burst(int each) {
        for (int i = 0; i < each; i++) {
            series.forEach(this::publish);
        }
        return settled();
    }

    /** Waits until {@code count} events were published. */
    void awaitTotal(long count) {
        Await.until(PATIENCE, () -> total() >= count, count + " events");
    }

    /** The number of events that were published so far. */
    long total() {
        return total.get();
    }

    /** The number of deliveries that these events make. */
    long deliveries() {
        return deliveries.get();
    }

    /** The number of events that were published so far, per series. */
    Map<String, Long> published() {
        return Map.copyOf(published);
    }

    @Override
    public void close() {
        target = 0;
        producer.close();
    }

    private void run(int perSecond, long planned, BooleanSupplier room) {
        long nanosPerStep = 1_000_000_000L * STEP / perSecond;
        long next = System.nanoTime();
        for (long i = 0; total.get() < target; i++) {
            if (i % STEP == 0) {
                long step = total.get() < planned ? nanosPerStep : 10 * nanosPerStep;
                next = Math.max(next + step, System.nanoTime() - 5 * step);
                while ((System.nanoTime() < next || !room.getAsBoolean()) && target > 0) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
            publish(series.get((int) (i % series.size())));
        }
    }

    private void publish(Series one) {
        long number = published.merge(one.name(), 1L, Long::sum);
        String event = "{\"event_type\":\"task.updated\"," + one.address() + ",\"task\":{\"id\":\"" + one.name() + "-"
                + number + "\",\"title\":\"" + padding + "\"}}";
        byte[] value = event.getBytes(StandardCharsets.UTF_8);
        producer.send(
                one.isOfOneUser()
                        ? new ProducerRecord<>(topic, one.name(), value)
                        : new ProducerRecord<>(topic, 0, null, value),
                (metadata, failed) -> failure.compareAndSet(null, failed));
        deliveries.addAndGet(one.devices());
        total.incrementAndGet();
    }

    private Map<String, Long> settled() {
        producer.flush();
        if (failure.get() != null) {
            throw new AssertionError("An event could not be published: the test proves nothing", failure.get());
        }
        return published();
    }
}
