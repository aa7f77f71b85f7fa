package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.WindowSettings;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Epochs;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads all partitions of the topic, from the log's offsets on, for as long as the gateway runs.
 *
 * <p>It is in no consumer group, so it has no rebalance and no committed offset. The log knows where to continue, even
 * after a failure and with a new consumer. One thread reads, when {@link #next} asks it, and runs the stages that
 * depend on the answer. Requests wait until the application has started.
 */
@Singleton
class TopicConsumer {
    private static final Logger LOGGER = Logger.getLogger(TopicConsumer.class.getName());
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofMillis(250);
    private static final int NO_GENERATION = -1;
    /** The number of failures that may be due to records, after which the reader looks for unreadable records. */
    private static final int TRIES = 3;
    /** The most records in one poll. */
    private static final int RECORDS = 1_000;
    /** After a failure, or after a poll that was cut, this number of polls take one record each. */
    private static final int CAREFUL_POLLS = 1_000;

    private final KafkaConnection connection;
    private final KafkaSettings settings;
    private final LogWriter logWriter;
    private final InstantSource clock;
    private final Values values;
    private final TimeSlices slices;
    private final BlockingQueue<CompletableFuture<TopicBatch>> asked = new LinkedBlockingQueue<>();
    private final Backoff backoff;
    private final CountDownLatch end = new CountDownLatch(1);

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory threads;

    private Thread thread;
    private volatile Optional<String> trouble = Optional.empty();
    private volatile Optional<Instant> unaskedSince = Optional.empty();
    private volatile Consumer<byte[], byte[]> consumer;
    private int generation = NO_GENERATION;
    private int carefulPolls;
    private int failures;

    @Inject
    TopicConsumer(
            KafkaConnection connection,
            KafkaSettings settings,
            WindowSettings window,
            LogWriter logWriter,
            InstantSource clock) {
        this.connection = connection;
        this.settings = settings;
        this.logWriter = logWriter;
        this.clock = clock;
        this.backoff = new Backoff(clock);
        this.values = Values.upTo(settings.maxRecordBytes(), settings.keyedByUser());
        this.slices = new TimeSlices(window.maxAge(), clock);
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

    /**
     * The records that follow the last batch, as soon as there are such records. The stage never fails. Dependent
     * stages run on the reader's thread.
     */
    CompletionStage<TopicBatch> next() {
        CompletableFuture<TopicBatch> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    }

    /** Why nothing can be read now; empty if reading works. */
    Optional<String> trouble() {
        return trouble;
    }

    /**
     * How long the reader has waited for a request of the channel; zero while it answers one. If the channel is dead,
     * this grows without end.
     */
    Duration unasked() {
        return unaskedSince
                .map(since -> Duration.between(since, clock.instant()))
                .orElse(Duration.ZERO);
    }

    /** Answers every request until the end. */
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
                    // An empty poll proves nothing: with a wrong password, the first polls report no failure.
                    backoff.reset();
                    return Optional.of(batch);
                }
            } catch (RuntimeException | OutOfMemoryError failed) {
                recoverFrom(failed);
            }
        }
        return Optional.empty();
    }

    private TopicBatch poll() throws InterruptedException {
        if (consumer == null) {
            consumer = connection.consumer(values, carefulPolls > 0 ? 1 : RECORDS);
            generation = NO_GENERATION;
        }
        LogWriter.NextRead next = logWriter.nextRead();
        if (next.generation() != generation) {
            goTo(next);
        }
        if (next.position().isEmpty()) {
            pause(POLL);
            return new TopicBatch(generation, ConsumerRecords.empty());
        }
        Cursor position = next.position().orElseThrow();
        slices.look(consumer, position, next.past());
        ConsumerRecords<byte[], byte[]> read = slices.within(consumer, position, values.poll(consumer, POLL));
        if (carefulPolls > 0 && --carefulPolls == 0) {
            // Earlier would be too early: a new client may read other partitions first, and fail later.
            failures = 0;
            closeConsumer();
        }
        if (values.wasCut()) {
            // Otherwise Kafka's client would decompress the rest of the batch again for each part of it.
            beCareful();
        }
        return new TopicBatch(generation, read);
    }

    private void goTo(LogWriter.NextRead next) {
        next.position().ifPresent(position -> {
            consumer.assign(IntStream.range(0, position.partitions())
                    .mapToObj(this::partition)
                    .toList());
            for (int partition = 0; partition < position.partitions(); partition++) {
                // With the leader's epoch, Kafka's client finds out whether the offset still belongs to the topic's
                // history.
                Optional<Integer> epoch =
                        Optional.of(position.epoch(partition)).filter(known -> known != Epochs.UNKNOWN);
                consumer.seek(partition(partition), new OffsetAndMetadata(position.next(partition), epoch, ""));
            }
            slices.begin(consumer);
        });
        generation = next.generation();
    }

    /**
     * Continues with a consumer that takes one record in a poll. Then no poll is too large, and a failure is due to a
     * known record.
     */
    private void beCareful() {
        carefulPolls = CAREFUL_POLLS;
        closeConsumer();
    }

    /** Recovers. If that fails too, for example because memory is short, the next poll tries again. */
    private void recoverFrom(Throwable failed) throws InterruptedException {
        try {
            recover(failed);
        } catch (RuntimeException | OutOfMemoryError again) {
            LOGGER.log(Level.FINE, "The reader could not recover yet", again);
            pause(RETRY);
        }
    }

    private void recover(Throwable failed) throws InterruptedException {
        if (isEnding()) {
            return;
        }
        Duration time = RETRY;
        if (failed instanceof OffsetOutOfRangeException gone) {
            // The topic was replaced or has lost records: the watch finds out, and begins a new generation.
            new Gone(consumer, gone).tell(logWriter, generation);
        } else {
            LOGGER.log(Level.FINE, "Reading failed", failed);
            trouble = Optional.of("reading failed: "
                    + RootCause.of(failed).orElse(failed.getClass().getSimpleName()));
            boolean wasConnected = consumer != null;
            closeConsumer();
            if (wasConnected && Unreadable.isAboutRecords(failed)) {
                beCareful();
                passUnreadable();
            }
            time = backoff.afterFailure();
        }
        pause(time);
    }

    /** After the last try, looks for unreadable records, and tells the log where reading can continue. */
    private void passUnreadable() {
        if (++failures < TRIES) {
            return;
        }
        failures = 0;
        LogWriter.NextRead next = logWriter.nextRead();
        try {
            next.position()
                    .map(new Unreadable(connection, settings)::behind)
                    .ifPresent(readable -> logWriter.unreadable(next.generation(), readable));
        } catch (KafkaException failed) {
            LOGGER.log(Level.FINE, "The search for unreadable records failed", failed);
        }
    }

    private TopicPartition partition(int number) {
        return new TopicPartition(settings.topic(), number);
    }

    private boolean isEnding() {
        return end.getCount() == 0;
    }

    private void pause(Duration time) throws InterruptedException {
        end.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void closeConsumer() {
        Consumer<byte[], byte[]> former = consumer;
        consumer = null;
        if (former != null) {
            KafkaConnection.close(former);
        }
    }
}
