package dev.taskcast.kafka;

import dev.taskcast.presence.Presence;
import dev.taskcast.presence.PresenceFormat;
import dev.taskcast.presence.PresenceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes what this replica has to say of its users, a bounded number of records at a time.
 *
 * <p>What may not have come into the topic is said again. For one thread; any thread may read the count.
 */
final class PresenceWriter {
    private static final Logger LOGGER = Logger.getLogger(PresenceWriter.class.getName());
    /** How many records are under way at once. */
    private static final int MOST = 1_000;

    private final KafkaConnection connection;
    private final String topic;
    private final Presence presence;
    private final AtomicLong written = new AtomicLong();
    private Optional<Producer<byte[], byte[]>> producer = Optional.empty();
    private Optional<String> trouble = Optional.empty();

    PresenceWriter(KafkaConnection connection, String topic, Presence presence) {
        this.connection = connection;
        this.topic = topic;
        this.presence = presence;
    }

    /** How many records are in the topic. */
    long written() {
        return written.get();
    }

    /** Writes what is to be said now, or as much of it as can be. */
    void write() {
        List<String> users = presence.changed();
        int said = 0;
        try {
            boolean successful = send(presence.renewal().stream().toList());
            while (successful && said < users.size()) {
                List<String> next = users.subList(said, Math.min(users.size(), said + MOST));
                said += next.size();
                successful = send(next.stream()
                        .map(presence::say)
                        .flatMap(Optional::stream)
                        .toList());
            }
            if (successful) {
                send(presence.leftovers(MOST));
            }
        } catch (RuntimeException | OutOfMemoryError failed) {
            inTrouble(failed);
        } finally {
            presence.again(users.subList(said, users.size()));
        }
    }

    /** Says that this replica ends, if it has said anything. */
    void close() {
        if (producer.isPresent()) {
            send(List.of(presence.farewell()));
            letGo();
        }
    }

    /** Whether all of {@code records} are in the topic now. Once one has failed no other is tried: each would wait as long. */
    private boolean send(List<PresenceRecord> records) {
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
        for (PresenceRecord record : records) {
            last = last.isCompletedExceptionally() ? last : send(record);
            sent.add(last.whenComplete((done, failure) -> {
                if (failure != null) {
                    presence.mayBeUnsaid(record);
                }
            }));
        }
        try {
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException failed) {
            inTrouble(failed.getCause());
            return false;
        }
        written.addAndGet(records.size());
        trouble = records.isEmpty() ? trouble : Optional.empty();
        return true;
    }

    private CompletableFuture<Void> send(PresenceRecord record) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        ProducerRecord<byte[], byte[]> outgoing = new ProducerRecord<>(
                topic, PresenceFormat.key(record), PresenceFormat.value(record).orElse(null));
        PresenceFormat.headers(record)
                .forEach((name, value) -> outgoing.headers().add(name, value));
        try {
            open().send(outgoing, (metadata, failure) -> {
                if (failure == null) {
                    sent.complete(null);
                } else {
                    sent.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException | OutOfMemoryError failed) {
            sent.completeExceptionally(failed);
        }
        return sent;
    }

    private Producer<byte[], byte[]> open() {
        if (producer.isEmpty()) {
            producer = Optional.of(connection.producer());
        }
        return producer.get();
    }

    private void inTrouble(Throwable failure) {
        Optional<String> reason = Optional.of(failure.getClass().getSimpleName());
        if (!trouble.equals(reason)) {
            LOGGER.log(
                    Level.WARNING, "TASKCAST Presence cannot be written: {0}. Trying again until it can", reason.get());
            LOGGER.log(Level.FINE, "Writing presence failed", failure);
            trouble = reason;
        }
        letGo();
    }

    /** Never throws: the next turn begins with a new producer. */
    private void letGo() {
        producer.ifPresent(open -> {
            try {
                open.close(KafkaConnection.FAREWELL);
            } catch (RuntimeException failed) {
                LOGGER.log(Level.FINE, "Closing the producer of presence failed", failed);
            }
        });
        producer = Optional.empty();
    }
}
