package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.events.RecordParser;
import dev.taskcast.lines.LogFields;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Copies unusable records into the dead-letter topic, if one is configured.
 *
 * <p>The copier has its own consumer and its own thread. All replicas are one consumer group: one replica reads each
 * partition, Kafka keeps the offsets, and another replica continues after a failure. So a record is not copied once per
 * replica or once per start. It may be copied twice if a copier ends before its offsets are kept. Failures here do not
 * delay the channel. While the dead-letter topic cannot be written, the copier waits. It skips only records that the
 * topic refuses for their content or size.
 */
@Singleton
final class DeadLetters {
    private static final Logger LOGGER = Logger.getLogger(DeadLetters.class.getName());
    private static final String GROUP = "taskcast-to-";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int TRIES = 3;
    /** The most records in one poll. */
    private static final int RECORDS = 500;
    /** After a failure, this number of polls take one record each. */
    private static final int CAREFUL_POLLS = 1_000;
    /** The largest value that is copied, in bytes. */
    private static final int LARGEST = 16 << 20;

    private final KafkaSettings settings;
    private final KafkaConnection connection;
    private final Values values;
    private final LetterCopies copies;
    private final Backoff backoff;

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory threads;

    private ScheduledExecutorService thread;
    private volatile Consumer<byte[], byte[]> consumer;
    private Producer<byte[], byte[]> producer;
    private Optional<String> trouble = Optional.empty();
    private int failures;
    private int carefulPolls;

    @Inject
    DeadLetters(KafkaSettings settings, KafkaConnection connection, RecordParser parser, InstantSource clock) {
        this.settings = settings;
        this.connection = connection;
        this.backoff = new Backoff(clock);
        this.values = Values.upTo(Math.max(settings.maxRecordBytes(), LARGEST));
        this.copies = new LetterCopies(settings, parser, values, clock);
    }

    void start(@Observes Startup event) {
        if (settings.deadLetterTopic().isPresent()) {
            thread = Executors.newSingleThreadScheduledExecutor(threads);
            thread.schedule(this::turn, 0, TimeUnit.MILLISECONDS);
        }
    }

    private void turn() {
        copyWhatCame();
        try {
            thread.schedule(this::turn, pause().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            LOGGER.log(Level.FINE, "The copier of dead letters has stopped", stopping);
        }
    }

    /** The pause before the next turn. It grows with each failed turn. */
    Duration pause() {
        if (trouble.isEmpty()) {
            backoff.reset();
            return PAUSE;
        }
        return PAUSE.plus(backoff.afterFailure());
    }

    /**
     * Does not interrupt the thread: an interrupted consumer does not leave its group, and the other members would wait
     * for it.
     */
    @PreDestroy
    void stop() {
        if (thread != null) {
            thread.shutdown();
            Consumer<byte[], byte[]> reading = consumer;
            if (reading != null) {
                reading.wakeup();
            }
            if (hasEnded()) {
                close();
            } else {
                thread.shutdownNow();
            }
        }
    }

    private boolean hasEnded() {
        try {
            return thread.awaitTermination(KafkaConnection.FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How many records this replica has copied. */
    long copiedTotal() {
        return copies.copied();
    }

    /** How many records the dead-letter topic refused. */
    long refusedTotal() {
        return copies.refused();
    }

    /** Copies until no record is left for now, or until copying fails. */
    void copyWhatCame() {
        try {
            open();
            ConsumerRecords<byte[], byte[]> records = poll();
            while (!records.isEmpty()) {
                copies.copy(records, producer, consumer);
                trouble = Optional.empty();
                if (carefulPolls > 0 && --carefulPolls == 0) {
                    close();
                    return;
                }
                records = poll();
            }
        } catch (WakeupException stopping) {
            close();
        } catch (RuntimeException | OutOfMemoryError failed) {
            if (failed instanceof OutOfMemoryError) {
                carefulPolls = CAREFUL_POLLS;
            }
            inTrouble(failed);
            close();
        }
    }

    private void open() {
        String topic = settings.deadLetterTopic().orElseThrow();
        if (producer == null) {
            producer = connection.copier();
        }
        if (consumer == null) {
            consumer = connection.member(GROUP + topic, values, carefulPolls > 0 ? 1 : RECORDS);
            consumer.subscribe(List.of(settings.topic()));
        }
    }

    /** The records that arrived, as far as there is room for them. Records without room are fetched again. */
    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return values.poll(consumer, POLL);
        } catch (RuntimeException | OutOfMemoryError failed) {
            passUnreadable(failed);
            throw failed;
        }
    }

    /**
     * Counts a failure that may be due to records. After the last try, skips the unreadable records. The channel has
     * told the operator which records these are.
     */
    private void passUnreadable(Throwable failed) {
        if (!Unreadable.isAboutRecords(failed)) {
            return;
        }
        carefulPolls = CAREFUL_POLLS;
        if (++failures >= TRIES) {
            failures = 0;
            Map<TopicPartition, Long> from = new HashMap<>();
            consumer.assignment().forEach(partition -> from.put(partition, consumer.position(partition)));
            new Unreadable(connection, settings).behind(from).forEach(consumer::seek);
        }
    }

    private void inTrouble(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        Optional<String> reason =
                RootCause.of(failure).or(() -> Optional.of(cause.getClass().getSimpleName()));
        if (!trouble.equals(reason) && !Thread.currentThread().isInterrupted()) {
            LogFields.log(
                    LOGGER,
                    Level.WARNING,
                    "TCAST1003W: Dead letters cannot be copied: {0}. Trying again until they can",
                    "reason",
                    reason.get());
            LOGGER.log(Level.FINE, "Copying dead letters failed", failure);
            trouble = reason;
        }
    }

    /** Never throws. The thread's next turn begins with new clients. */
    private void close() {
        Consumer<byte[], byte[]> reading = consumer;
        Producer<byte[], byte[]> writing = producer;
        consumer = null;
        producer = null;
        if (writing != null) {
            close(() -> writing.close(KafkaConnection.FAREWELL));
        }
        if (reading != null) {
            close(() -> reading.close(CloseOptions.timeout(KafkaConnection.FAREWELL)));
        }
    }

    private static void close(Runnable client) {
        try {
            client.run();
        } catch (RuntimeException failed) {
            LOGGER.log(Level.FINE, "Closing a client for dead letters failed", failed);
        }
    }
}
