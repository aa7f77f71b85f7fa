package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.log.RecordParser;
import dev.taskcast.log.UnusableRecordException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The copier of records that cannot be used into the dead-letter topic, when one is configured.
 *
 * <p>A consumer of its own, in one group of all replicas, on a thread of its own: each partition is read by one of
 * them, Kafka keeps the place, and another goes on where one ends. So a record is not copied once per replica or
 * once per start, but twice at most where a copier ended before its place was kept, and nothing that happens here
 * is in the way of the channel. While the dead-letter topic cannot be written this waits; it passes over no more
 * than a record that the topic refuses for what it is.
 */
@ApplicationScoped
public class DeadLetters {
    private static final Logger LOGGER = Logger.getLogger(DeadLetters.class.getName());
    private static final String GROUP = "taskcast-to-";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final long PAUSE_MS = 1_000;

    private final KafkaSettings settings;
    private final KafkaConnection connection;
    private final RecordParser parser;
    private final InstantSource clock;
    private final AtomicLong copied = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory threads;

    private ScheduledExecutorService thread;
    private volatile Consumer<byte[], byte[]> consumer;
    private Producer<byte[], byte[]> producer;
    private Optional<String> trouble = Optional.empty();
    private Instant refusalLogged = Instant.MIN;

    /** For the container's proxy. */
    protected DeadLetters() {
        this(null, null, null, null);
    }

    @Inject
    public DeadLetters(KafkaSettings settings, KafkaConnection connection, RecordParser parser, InstantSource clock) {
        this.settings = settings;
        this.connection = connection;
        this.parser = parser;
        this.clock = clock;
    }

    void start(@Observes Startup event) {
        if (settings.deadLetterTopic().isPresent()) {
            thread = Executors.newSingleThreadScheduledExecutor(threads);
            thread.scheduleWithFixedDelay(this::copyWhatCame, 0, PAUSE_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Without an interrupt, which would keep the consumer from leaving its group: the others would wait for it. */
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
        return copied.get();
    }

    /** How many the dead-letter topic refused. */
    long refusedTotal() {
        return refused.get();
    }

    /** Copies until there is nothing to copy just now, or it cannot be done. */
    void copyWhatCame() {
        try {
            open();
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            while (!records.isEmpty()) {
                copy(records);
                trouble = Optional.empty();
                records = consumer.poll(POLL);
            }
        } catch (WakeupException stopping) {
            close();
        } catch (RuntimeException failed) {
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
            consumer = connection.member(GROUP + topic);
            consumer.subscribe(List.of(settings.topic()));
        }
    }

    /** All that can be copied is, or the place stays before the first of {@code records}. */
    private void copy(ConsumerRecords<byte[], byte[]> records) {
        List<Future<RecordMetadata>> copies = new ArrayList<>();
        try {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                reason(record)
                        .map(reason -> DeadLetter.of(
                                record, reason, settings.deadLetterTopic().orElseThrow()))
                        .ifPresent(letter -> copies.add(producer.send(letter)));
            }
            for (Future<RecordMetadata> copy : copies) {
                await(copy);
            }
        } catch (RuntimeException failed) {
            records.partitions()
                    .forEach(partition -> consumer.seek(
                            partition, records.records(partition).get(0).offset()));
            throw failed;
        }
    }

    private Optional<UnusableRecordException.Reason> reason(ConsumerRecord<byte[], byte[]> record) {
        try {
            parser.read(RecordIntake.source(record));
            return Optional.empty();
        } catch (UnusableRecordException unusable) {
            return Optional.of(unusable.reason());
        } catch (RuntimeException unexpected) {
            return Optional.empty(); // A defect, which RecordIntake reports; the next records are copied all the same.
        }
    }

    private void await(Future<RecordMetadata> copy) {
        try {
            copy.get();
            copied.incrementAndGet();
        } catch (ExecutionException failed) {
            if (!isAboutTheRecord(failed.getCause())) {
                throw new KafkaException(failed.getCause());
            }
            refused.incrementAndGet();
            logRefusal(failed.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new KafkaException(stopping);
        }
    }

    /** Whether the topic would refuse the record each time; anything else may pass. */
    private static boolean isAboutTheRecord(Throwable failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof InvalidRecordException
                || failure instanceof InvalidTimestampException;
    }

    private void logRefusal(Throwable failure) {
        Instant now = clock.instant();
        if (refusalLogged.isBefore(now.minus(QUIET))) {
            refusalLogged = now;
            LOGGER.log(
                    Level.WARNING,
                    "TASKCAST Dead letter refused by its topic: {0}; {1,number,#} so far, the next one is logged in a minute"
                            + " at the earliest",
                    new Object[] {failure.getClass().getSimpleName(), refused.get()});
        }
    }

    private void inTrouble(RuntimeException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        Optional<String> reason = Optional.of(cause.getClass().getSimpleName());
        if (!trouble.equals(reason) && !Thread.currentThread().isInterrupted()) {
            LOGGER.log(
                    Level.WARNING,
                    "TASKCAST Dead letters cannot be copied: {0}. Trying again until they can",
                    reason.get());
            LOGGER.log(Level.FINE, "Copying dead letters failed", failure);
            trouble = reason;
        }
    }

    /** Never throws: this thread's next turn begins with new clients. */
    private void close() {
        Consumer<byte[], byte[]> reading = consumer;
        Producer<byte[], byte[]> writing = producer;
        consumer = null;
        producer = null;
        try {
            if (writing != null) {
                writing.close(KafkaConnection.FAREWELL);
            }
            if (reading != null) {
                reading.close(CloseOptions.timeout(KafkaConnection.FAREWELL));
            }
        } catch (KafkaException failed) {
            LOGGER.log(Level.FINE, "Closing the clients for dead letters failed", failed);
        }
    }
}
