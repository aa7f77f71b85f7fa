package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.events.OnceAMinute;
import dev.taskcast.events.RecordParser;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.events.UnusableRecordException.Reason;
import dev.taskcast.lines.LogFields;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Copies the unusable records of a poll, and counts the copies. One thread copies; any thread may read the counts. */
final class LetterCopies {
    private static final Logger LOGGER = Logger.getLogger(LetterCopies.class.getName());

    private final KafkaSettings settings;
    private final TaskRecords parser;
    private final Values values;
    private final InstantSource clock;
    private final Map<TopicPartition, Set<Copied>> ahead = new HashMap<>();
    private final AtomicLong copied = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final OnceAMinute refusalLogged = new OnceAMinute();

    /** A record, and the send of its copy. */
    private record Letter(ConsumerRecord<byte[], byte[]> record, Future<RecordMetadata> copy) {}

    /** A record that was copied although an earlier copy in its partition failed. */
    private record Copied(long offset, long timestamp) {
        static Copied of(ConsumerRecord<byte[], byte[]> record) {
            return new Copied(record.offset(), record.timestamp());
        }
    }

    LetterCopies(KafkaSettings settings, RecordParser parser, Values values, InstantSource clock) {
        this.settings = settings;
        this.parser = new TaskRecords(parser, settings);
        this.values = values;
        this.clock = clock;
    }

    /** How many records were copied. */
    long copied() {
        return copied.get();
    }

    /** How many records the dead-letter topic refused for their content or size. */
    long refused() {
        return refused.get();
    }

    /**
     * Copies the unusable records, each partition separately. If a copy fails, the partition's offset stays at that
     * record. Later records of the partition that were copied are remembered and not copied again.
     */
    void copy(
            ConsumerRecords<byte[], byte[]> records,
            Producer<byte[], byte[]> producer,
            Consumer<byte[], byte[]> consumer) {
        Set<TopicPartition> open = new HashSet<>(records.partitions());
        Optional<RuntimeException> failure = Optional.empty();
        try {
            Map<TopicPartition, List<Letter>> letters = sent(records, producer);
            open.retainAll(letters.keySet());
            for (Map.Entry<TopicPartition, List<Letter>> partition : letters.entrySet()) {
                Optional<RuntimeException> failed = settle(partition.getKey(), partition.getValue(), consumer);
                failure = failure.or(() -> failed);
                open.remove(partition.getKey());
            }
        } finally {
            // After an unexpected failure, partitions are still open here. The consumer commits its offsets when it is
            // closed, so its position in these partitions is set back.
            open.forEach(partition ->
                    consumer.seek(partition, records.records(partition).get(0).offset()));
        }
        failure.ifPresent(failed -> {
            throw failed;
        });
    }

    /**
     * Sends the copies. If a send has already failed when the call returns, no other copy is sent: each would wait as
     * long for the same failure.
     */
    private Map<TopicPartition, List<Letter>> sent(
            ConsumerRecords<byte[], byte[]> records, Producer<byte[], byte[]> producer) {
        Map<TopicPartition, List<Letter>> letters = new LinkedHashMap<>();
        Optional<Future<RecordMetadata>> failed = Optional.empty();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            Optional<Reason> reason = isAhead(partition, record) ? Optional.empty() : reason(record);
            if (reason.isPresent()) {
                Future<RecordMetadata> copy = failed.isPresent() ? failed.get() : send(record, reason.get(), producer);
                if (isFailure(copy)) {
                    failed = Optional.of(copy);
                }
                letters.computeIfAbsent(partition, any -> new ArrayList<>()).add(new Letter(record, copy));
            }
        }
        return letters;
    }

    private Future<RecordMetadata> send(
            ConsumerRecord<byte[], byte[]> record, Reason reason, Producer<byte[], byte[]> producer) {
        if (values.isTooLarge(record)) {
            return CompletableFuture.failedFuture(new RecordTooLargeException("Not read"));
        }
        try {
            return producer.send(
                    DeadLetter.of(record, reason, settings.deadLetterTopic().orElseThrow()));
        } catch (KafkaException failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }

    /** Waits for the copies of one partition. Returns their first failure, and then sets the offset to that record. */
    private Optional<RuntimeException> settle(
            TopicPartition partition, List<Letter> letters, Consumer<byte[], byte[]> consumer) {
        Optional<RuntimeException> failure = Optional.empty();
        for (Letter letter : letters) {
            try {
                await(letter.copy());
                ahead.computeIfAbsent(partition, any -> new HashSet<>()).add(Copied.of(letter.record()));
            } catch (RuntimeException failed) {
                if (failure.isEmpty()) {
                    consumer.seek(partition, letter.record().offset());
                    failure = Optional.of(failed);
                }
            }
        }
        if (failure.isEmpty()) {
            ahead.remove(partition);
        }
        return failure;
    }

    private boolean isAhead(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
        return ahead.getOrDefault(partition, Set.of()).contains(Copied.of(record));
    }

    private static boolean isFailure(Future<RecordMetadata> copy) {
        try {
            copy.get(0, TimeUnit.SECONDS);
            return false;
        } catch (ExecutionException failed) {
            return !isAboutTheRecord(failed.getCause());
        } catch (TimeoutException underWay) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private Optional<Reason> reason(ConsumerRecord<byte[], byte[]> record) {
        try {
            parser.read(RecordAppender.source(record), TaskRecords.key(record));
            return Optional.empty();
        } catch (UnusableRecordException unusable) {
            return Optional.of(unusable.reason());
        } catch (RuntimeException unexpected) {
            return Optional
                    .empty(); // A defect, which RecordAppender reports. The next records are copied nevertheless.
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

    /** Whether the topic would refuse the record each time. Any other failure may pass. */
    static boolean isAboutTheRecord(Throwable failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof InvalidRecordException
                || failure instanceof InvalidTimestampException;
    }

    private void logRefusal(Throwable failure) {
        if (refusalLogged.isDue(clock.instant())) {
            LogFields.log(
                    LOGGER,
                    Level.WARNING,
                    "TCAST1005W: Dead letter refused by its topic: {0}; {1,number,#} so far, the next one is logged in a minute"
                            + " at the earliest",
                    "reason",
                    failure.getClass().getSimpleName(),
                    "total_long",
                    refused.get());
        }
    }
}
