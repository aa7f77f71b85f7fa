package dev.taskcast.kafka;

import dev.taskcast.lines.LogFields;
import dev.taskcast.presence.Presence;
import dev.taskcast.presence.PresenceFormat;
import dev.taskcast.presence.Saying;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
 * Writes what this replica says about its users, for a bounded number of users at a time.
 *
 * <p>A record that may be missing in the topic is written again, after a pause that grows. One thread uses this object;
 * any thread may read the count.
 */
final class PresenceWriter {
    private static final Logger LOGGER = Logger.getLogger(PresenceWriter.class.getName());
    /** The most users in one send. */
    private static final int MOST = 1_000;
    /** How long a replica that ends continues to write. The other replicas remove the records that are left. */
    private static final Duration END = Duration.ofSeconds(4);

    private final KafkaConnection connection;
    private final String topic;
    private final Presence presence;
    private final InstantSource clock;
    private final Backoff backoff;
    private final AtomicLong written = new AtomicLong();
    private Optional<Producer<byte[], byte[]>> producer = Optional.empty();
    private Optional<String> trouble = Optional.empty();

    PresenceWriter(KafkaConnection connection, String topic, Presence presence, InstantSource clock) {
        this.connection = connection;
        this.topic = topic;
        this.presence = presence;
        this.clock = clock;
        this.backoff = new Backoff(clock);
    }

    /** How many records this replica has written. */
    long written() {
        return written.get();
    }

    /** Writes everything that is due, as far as possible. Never throws. */
    void write() {
        if (!backoff.isOver()) {
            return;
        }
        try {
            if (send(presence.renewal().stream().toList()) && sayUsers(Instant.MAX) && send(presence.leftovers(MOST))) {
                backoff.reset();
            }
        } catch (RuntimeException | OutOfMemoryError failed) {
            inTrouble(failed);
        }
    }

    /** Announces that this replica ends, if it has written anything. Never throws. */
    void beginEnd() {
        try {
            if (producer.isPresent()) {
                send(List.of(presence.farewell()));
            }
        } catch (RuntimeException | OutOfMemoryError failed) {
            inTrouble(failed);
        }
    }

    /** Announces that its users have gone, and that this replica has ended. Never throws. */
    void end() {
        try {
            if (producer.isPresent() && sayUsers(clock.instant().plus(END))) {
                send(presence.end().stream().toList());
            }
        } catch (RuntimeException | OutOfMemoryError failed) {
            inTrouble(failed);
        }
        letGo();
    }

    /** Writes all that is due about users. Returns whether all of it was written before {@code end}. */
    private boolean sayUsers(Instant end) {
        List<String> users = presence.changed();
        int said = 0;
        try {
            while (said < users.size()) {
                List<String> some = users.subList(said, Math.min(users.size(), said + MOST));
                List<Saying> sayings = some.stream()
                        .flatMap(user -> presence.say(user).stream())
                        .toList();
                if (clock.instant().isAfter(end) || !send(sayings)) {
                    return false;
                }
                said += some.size();
            }
            return true;
        } finally {
            presence.again(users.subList(said, users.size()));
        }
    }

    /**
     * Returns whether all of {@code sayings} are in the topic now. After a failure no other send is tried: each would
     * wait as long.
     */
    private boolean send(List<Saying> sayings) {
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
        for (Saying saying : sayings) {
            last = last.isCompletedExceptionally() ? last : send(saying);
            sent.add(last);
        }
        try {
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException failed) {
            inTrouble(failed.getCause());
            return false;
        }
        if (!sayings.isEmpty()) {
            presence.said(sayings);
            written.addAndGet(sayings.size());
            outOfTrouble();
        }
        return true;
    }

    private CompletableFuture<Void> send(Saying saying) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        ProducerRecord<byte[], byte[]> outgoing = new ProducerRecord<>(
                topic,
                PresenceFormat.key(saying.record()),
                PresenceFormat.value(saying.record()).orElse(null));
        PresenceFormat.headers(saying)
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
        presence.isInDoubt();
        backoff.afterFailure();
        String reason = RootCause.of(failure).orElse(failure.getClass().getSimpleName());
        if (!trouble.equals(Optional.of(reason))) {
            LogFields.log(
                    LOGGER,
                    Level.WARNING,
                    "TCAST1023W: Presence cannot be written: {0}. Trying again until it can",
                    "reason",
                    reason);
            LOGGER.log(Level.FINE, "Writing presence failed", failure);
            trouble = Optional.of(reason);
        }
        letGo();
    }

    private void outOfTrouble() {
        if (trouble.isPresent()) {
            LogFields.log(LOGGER, Level.INFO, "TCAST1024I: Presence is written to topic {0} again", "topic", topic);
            trouble = Optional.empty();
        }
    }

    /** Closes the producer. Never throws. The next turn begins with a new producer. */
    void letGo() {
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
