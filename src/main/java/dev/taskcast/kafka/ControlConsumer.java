package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.WindowSettings;
import dev.taskcast.events.RecordParser;
import dev.taskcast.events.Revocation;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.UnusableRecordException;
import dev.taskcast.events.UnusableRecordException.Reason;
import dev.taskcast.lines.LogFields;
import dev.taskcast.sessions.SessionRegistry;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the topic that revocations have for themselves, if there is one: every partition, in no group, on a thread of its own.
 *
 * <p>It begins where the window began when this replica started, and does so again after whatever goes wrong, when partitions
 * are added, and when the topic is another one: to take a revocation twice changes nothing. Revocations have no place in a
 * cursor.
 */
@Singleton
class ControlConsumer {
    private static final Logger LOGGER = Logger.getLogger(ControlConsumer.class.getName());
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int RECORDS = 1_000;

    private final KafkaConnection connection;
    private final KafkaSettings settings;
    private final WindowSettings window;
    private final RecordParser parser;
    private final UnusableRecords unusable;
    private final SessionRegistry registry;
    private final InstantSource clock;
    private final Backoff backoff = new Backoff();
    private final CountDownLatch end = new CountDownLatch(1);

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory threads;

    private Thread thread;
    private volatile boolean wasRead;
    private volatile Optional<String> trouble = Optional.empty();

    @Inject
    ControlConsumer(
            KafkaConnection connection,
            KafkaSettings settings,
            WindowSettings window,
            RecordParser parser,
            UnusableRecords unusable,
            SessionRegistry registry,
            InstantSource clock) {
        this.connection = connection;
        this.settings = settings;
        this.window = window;
        this.parser = parser;
        this.unusable = unusable;
        this.registry = registry;
        this.clock = clock;
        this.wasRead = settings.controlTopic().isEmpty();
    }

    void start(@Observes Startup event) {
        settings.controlTopic().ifPresent(topic -> {
            Instant since = clock.instant().minus(window.maxAge());
            thread = threads.newThread(() -> read(topic, since));
            thread.setName("taskcast-control");
            thread.start();
        });
    }

    @PreDestroy
    void stop() {
        end.countDown();
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Whether all revocations that there were at the start are known; true where they have no topic of their own. */
    boolean wasRead() {
        return wasRead;
    }

    /** Why revocations cannot be read just now; empty when all is well. */
    Optional<String> trouble() {
        return trouble.or(() -> wasRead ? Optional.empty() : Optional.of("reading the control topic"));
    }

    private void read(String topic, Instant since) {
        try {
            while (!isEnding()) {
                try (TopicInspector inspector = connection.inspector(topic, settings.watchTimeout())) {
                    follow(inspector, topic, since);
                } catch (KafkaTrouble reason) {
                    inTrouble(reason.getMessage());
                } catch (RuntimeException | OutOfMemoryError failed) {
                    inTrouble("reading topic " + topic + " failed: "
                            + RootCause.of(failed).orElse(failed.getClass().getSimpleName()));
                    LOGGER.log(Level.FINE, "Reading the control topic failed", failed);
                }
                end.await(backoff.afterFailure().toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            inTrouble("their reader has ended");
        }
    }

    /** Reads until the topic is another one, or has more partitions. */
    private void follow(TopicInspector inspector, String name, Instant since) throws KafkaTrouble {
        Values values = Values.upTo(settings.maxRecordBytes());
        Consumer<byte[], byte[]> consumer = connection.consumer(values, RECORDS);
        try {
            TopicInspector.Topic topic = inspector.inspect();
            TopicInspector.Topic now = topic;
            begin(consumer, name, inspector.offsetsAt(topic, since));
            while (!isEnding() && isSame(topic, now)) {
                backoff.reset();
                Instant look = clock.instant().plus(settings.watchInterval());
                while (!isEnding() && clock.instant().isBefore(look)) {
                    poll(consumer, values);
                    notice(consumer, name, topic.ends());
                }
                now = inspector.inspect();
            }
        } finally {
            close(consumer);
        }
    }

    private static boolean isSame(TopicInspector.Topic one, TopicInspector.Topic other) {
        return one.id().equals(other.id()) && one.ends().length == other.ends().length;
    }

    private static void begin(Consumer<byte[], byte[]> consumer, String topic, long[] offsets) {
        consumer.assign(IntStream.range(0, offsets.length)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList());
        for (int partition = 0; partition < offsets.length; partition++) {
            consumer.seek(new TopicPartition(topic, partition), offsets[partition]);
        }
    }

    private void poll(Consumer<byte[], byte[]> consumer, Values values) {
        values.poll(consumer, POLL).forEach(this::take);
    }

    private void take(ConsumerRecord<byte[], byte[]> consumed) {
        SourceRecord record = RecordAppender.source(consumed);
        try {
            if (!(parser.parse(record) instanceof Revocation revocation)) {
                throw new UnusableRecordException(Reason.NOT_A_REVOCATION, "event_type: not session.revoke");
            }
            registry.revoke(revocation);
        } catch (UnusableRecordException reason) {
            unusable.skipped(
                    record, new UnusableRecordException(reason.reason(), "control topic: " + reason.getMessage()));
        }
    }

    private void notice(Consumer<byte[], byte[]> consumer, String topic, long[] ends) {
        boolean isRead = IntStream.range(0, ends.length)
                .allMatch(partition -> consumer.position(new TopicPartition(topic, partition)) >= ends[partition]);
        if (isRead && (!wasRead || trouble.isPresent())) {
            wasRead = true;
            trouble = Optional.empty();
            LogFields.log(LOGGER, Level.INFO, "TCAST1001I: The revocations were read from topic {0}", "topic", topic);
        }
    }

    private void inTrouble(String reason) {
        if (!isEnding() && !trouble.equals(Optional.of(reason))) {
            LogFields.log(
                    LOGGER,
                    Level.WARNING,
                    "TCAST1002W: Revocations cannot be read: {0}. Trying again until they can",
                    "reason",
                    reason);
            trouble = Optional.of(reason);
        }
    }

    private boolean isEnding() {
        return end.getCount() == 0;
    }

    private static void close(Consumer<byte[], byte[]> consumer) {
        try {
            consumer.close(CloseOptions.timeout(KafkaConnection.FAREWELL));
        } catch (KafkaException failed) {
            LOGGER.log(Level.FINE, "The control topic's reader could not be closed in good order", failed);
        }
    }
}
