package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the topic from the place where the log stands, all partitions, for as long as the gateway runs.
 *
 * <p>It is in no consumer group, so there is no rebalance and no committed offset: the log knows where to go on, also after
 * a failure, with another consumer. One thread reads, when asked by {@link #next}, and runs what depends on the answer. Until
 * the application has started, questions wait.
 */
@ApplicationScoped
public class TopicReader {
    private static final Logger LOGGER = Logger.getLogger(TopicReader.class.getName());
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final int NO_GENERATION = -1;

    private final KafkaConnection connection;
    private final KafkaSettings settings;
    private final Completeness completeness;
    private final InstantSource clock;
    private final BlockingQueue<CompletableFuture<TopicBatch>> asked = new LinkedBlockingQueue<>();
    private final CountDownLatch end = new CountDownLatch(1);

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory threads;

    private Thread thread;
    private volatile Optional<String> trouble = Optional.empty();
    private volatile Optional<Instant> unaskedSince = Optional.empty();
    private volatile Consumer<byte[], byte[]> consumer;
    private int generation = NO_GENERATION;

    /** For the container's proxy. */
    protected TopicReader() {
        this(null, null, null, null);
    }

    @Inject
    public TopicReader(
            KafkaConnection connection, KafkaSettings settings, Completeness completeness, InstantSource clock) {
        this.connection = connection;
        this.settings = settings;
        this.completeness = completeness;
        this.clock = clock;
    }

    void start(@Observes Startup event) {
        thread = threads.newThread(this::answer);
        thread.setName("taskcast-reader");
        thread.start();
    }

    @PreDestroy
    void stop() {
        end.countDown();
        next();
        Consumer<byte[], byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        if (thread != null) {
            awaitEnd();
        }
    }

    private void awaitEnd() {
        try {
            thread.join(KafkaConnection.FAREWELL.toMillis());
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    /** The records after the last ones, as soon as there are some. It never fails; what depends on it runs on the reader's thread. */
    CompletionStage<TopicBatch> next() {
        CompletableFuture<TopicBatch> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    }

    /** Why nothing can be read just now; empty when all is well. */
    Optional<String> trouble() {
        return trouble;
    }

    /** For how long nobody has asked for records, or would be answered: then the channel is dead. */
    Duration unasked() {
        return unaskedSince
                .map(since -> Duration.between(since, clock.instant()))
                .orElse(Duration.ZERO);
    }

    /** Answers every question until the end. */
    void answer() {
        try {
            while (!isEnding()) {
                unaskedSince = Optional.of(clock.instant());
                CompletableFuture<TopicBatch> question = asked.take();
                unaskedSince = Optional.empty();
                read().ifPresent(question::complete);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            unaskedSince = Optional.of(clock.instant());
            closeConsumer();
        }
    }

    /** Waits for records; empty at the end. */
    Optional<TopicBatch> read() throws InterruptedException {
        while (!isEnding()) {
            try {
                TopicBatch batch = poll();
                trouble = Optional.empty();
                if (!batch.isEmpty()) {
                    return Optional.of(batch);
                }
            } catch (RuntimeException failed) {
                recover(failed);
            }
        }
        return Optional.empty();
    }

    private TopicBatch poll() throws InterruptedException {
        if (consumer == null) {
            consumer = connection.consumer();
            generation = NO_GENERATION;
        }
        Completeness.Place place = completeness.place();
        if (place.generation() != generation) {
            goTo(place);
        }
        if (place.isNowhere()) {
            pause(POLL);
            return new TopicBatch(generation, ConsumerRecords.empty());
        }
        return new TopicBatch(generation, consumer.poll(POLL));
    }

    private void goTo(Completeness.Place place) {
        List<TopicPartition> partitions = IntStream.range(0, place.next().length)
                .mapToObj(partition -> new TopicPartition(settings.topic(), partition))
                .toList();
        consumer.assign(partitions);
        partitions.forEach(partition -> consumer.seek(partition, place.next()[partition.partition()]));
        generation = place.generation();
    }

    private void recover(RuntimeException failed) throws InterruptedException {
        if (isEnding() || failed instanceof OffsetOutOfRangeException gone && hasMoved(gone)) {
            return;
        }
        // Beyond the end the topic is another one, or was cut off: the watch finds out, and there is another place.
        if (!(failed instanceof OffsetOutOfRangeException)) {
            LOGGER.log(Level.FINE, "Reading failed", failed);
            trouble = Optional.of("reading failed: " + failed.getClass().getSimpleName());
            closeConsumer();
        }
        pause(RETRY);
    }

    /** Tells the log that what was read, or was to be read, is gone; whether it has another place now. */
    private boolean hasMoved(OffsetOutOfRangeException gone) {
        if (gone instanceof LogTruncationException cut) {
            Map<Integer, Long> ends = new HashMap<>();
            cut.divergentOffsets().forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
            return completeness.truncated(generation, ends);
        }
        try {
            Map<TopicPartition, Long> wanted = gone.offsetOutOfRangePartitions();
            Map<Integer, Long> starts = new HashMap<>();
            consumer.beginningOffsets(wanted.keySet()).forEach((partition, start) -> {
                if (start > wanted.get(partition)) {
                    starts.put(partition.partition(), start);
                }
            });
            return completeness.deleted(generation, starts);
        } catch (KafkaException failed) {
            LOGGER.log(Level.FINE, "The start of a partition is not known yet", failed);
            return false;
        }
    }

    private boolean isEnding() {
        return end.getCount() == 0;
    }

    private void pause(Duration time) throws InterruptedException {
        end.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void closeConsumer() {
        if (consumer != null) {
            try {
                consumer.close(CloseOptions.timeout(KafkaConnection.FAREWELL));
            } catch (KafkaException failed) {
                LOGGER.log(Level.FINE, "A reader could not be closed in good order", failed);
            } finally {
                consumer = null;
            }
        }
    }
}
