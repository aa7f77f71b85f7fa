package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.PresenceSettings;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.lines.LogFields;
import dev.taskcast.presence.Presence;
import dev.taskcast.presence.PresenceFormat;
import dev.taskcast.presence.PresenceRecord;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The topic in which replicas say who is online, if it is configured. One thread reads it; another writes it once a
 * second.
 *
 * <p>It is read from its start. After any failure it is read again, each time into a new table. While it cannot be
 * read, nothing is written: the topic may be another one, or missing.
 */
@Singleton
final class PresenceTopic implements TopicFollower.Reader {
    private static final Logger LOGGER = Logger.getLogger(PresenceTopic.class.getName());
    private static final long PAUSE_MS = 1_000;
    private static final String COMPACT = "compact";
    /** How long the last two steps may take together, in addition to the pause between them. */
    private static final long PATIENCE_MS = 10_000;
    /** The pause between the two last steps. The lease that the first step announces ends before the pause does. */
    private static final long MOVE_MS = Presence.FAREWELL.toMillis() + 100;

    private final PresenceSettings settings;
    private final Presence presence;
    private final TopicFollower follower;
    private final Optional<PresenceWriter> writer;
    private final AtomicLong unusable = new AtomicLong();

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory threads;

    private ScheduledExecutorService thread;
    /** Whether the last try reached the topic. If so, this replica writes the topic, even while it still reads it. */
    private volatile boolean isThere;

    private volatile boolean isEnding;

    private volatile Optional<String> trouble = Optional.of("not read yet");
    private String policy = COMPACT;

    @Inject
    PresenceTopic(
            KafkaConnection connection,
            KafkaSettings kafka,
            PresenceSettings settings,
            Presence presence,
            InstantSource clock) {
        this.settings = settings;
        this.presence = presence;
        this.follower = new TopicFollower(connection, kafka, clock, this);
        this.writer = settings.topic().map(topic -> new PresenceWriter(connection, topic, presence, clock));
    }

    void start(@Observes Startup event) {
        start(threads);
    }

    void start(ThreadFactory threads) {
        settings.topic().ifPresent(topic -> {
            follower.start(topic, Instant.EPOCH, threads);
            thread = Executors.newSingleThreadScheduledExecutor(threads);
            thread.scheduleWithFixedDelay(this::write, PAUSE_MS, PAUSE_MS, TimeUnit.MILLISECONDS);
        });
    }

    /**
     * Ends the writer before the follower. The writer announces that this replica ends. Once devices had time to move,
     * it announces that the users have gone.
     */
    @PreDestroy
    void stop() {
        isEnding = true;
        if (thread != null) {
            writer.filter(last -> isThere).ifPresent(this::end);
            // Also after a timeout of the last steps: an open producer would keep the application in memory.
            writer.ifPresent(last -> thread.execute(last::letGo));
            thread.shutdown();
        }
        follower.stop();
    }

    /** The second step comes even if the first step is slow, for example because it waits for an earlier write. */
    private void end(PresenceWriter last) {
        CompletableFuture<Void> said = new CompletableFuture<>();
        thread.execute(() -> {
            last.beginEnd();
            thread.schedule(
                    () -> {
                        last.end();
                        said.complete(null);
                    },
                    MOVE_MS,
                    TimeUnit.MILLISECONDS);
        });
        try {
            said.get(MOVE_MS + PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            LOGGER.log(Level.FINE, "The end of this replica could not be announced", late);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many records were written. */
    long writtenTotal() {
        return writer.map(PresenceWriter::written).orElse(0L);
    }

    /** How many records of the topic do not follow the format of presence. */
    long unusableTotal() {
        return unusable.get();
    }

    /** Never throws: the executor would not run it again. */
    private void write() {
        try {
            presence.forgetWhoHasGone();
        } catch (RuntimeException | OutOfMemoryError failed) {
            LOGGER.log(Level.FINE, "Users who have gone could not be forgotten", failed);
        }
        if (isThere) {
            writer.ifPresent(PresenceWriter::write);
        }
    }

    @Override
    public void begin(TopicInspector inspector) {
        check(inspector);
        presence.begin();
        isThere = true;
    }

    /** Warns if the topic's cleanup policy deletes what replicas say about users who stay online. */
    private void check(TopicInspector inspector) {
        String found;
        try {
            found = inspector.cleanupPolicy();
        } catch (KafkaTrouble unknown) {
            LOGGER.log(Level.FINE, "The cleanup policy of the topic of presence is unknown: {0}", unknown.getMessage());
            return;
        }
        if (!found.equals(policy)) {
            policy = found;
            if (!found.equals(COMPACT)) {
                LogFields.log(
                        LOGGER,
                        Level.WARNING,
                        "TCAST1020W: The topic of presence has cleanup.policy={0}: users who stay online will be forgotten."
                                + " Set cleanup.policy=compact",
                        "detail",
                        found);
            }
        }
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> consumed) {
        SourceRecord record = RecordAppender.source(consumed);
        Optional<PresenceRecord> read = TaskRecords.key(consumed).flatMap(key -> PresenceFormat.read(key, record));
        read.ifPresentOrElse(
                said -> presence.take(said, Instant.ofEpochMilli(record.timestamp())), unusable::incrementAndGet);
    }

    @Override
    public void isRead(Duration ago) {
        presence.isRead(ago);
        if (trouble.isPresent()) {
            trouble = Optional.empty();
            LogFields.log(
                    LOGGER,
                    Level.INFO,
                    "TCAST1021I: Presence was read from topic {0}",
                    "topic",
                    settings.topic().orElseThrow());
        }
    }

    @Override
    public boolean beginsAgain() {
        return presence.beginsAgain();
    }

    /**
     * When the application ends, the container may interrupt the follower's thread, before or after {@link #stop}. This
     * says nothing about the topic, and the writer's last records are still due.
     */
    @Override
    public void inTrouble(String reason, String forTheLog) {
        if (isEnding || Thread.currentThread().isInterrupted()) {
            return;
        }
        isThere = false;
        presence.isInDoubt();
        if (!trouble.equals(Optional.of(reason))) {
            LogFields.log(
                    LOGGER,
                    Level.WARNING,
                    "TCAST1022W: Presence cannot be read: {0}. Trying again until it can",
                    "reason",
                    forTheLog);
            trouble = Optional.of(reason);
        }
    }
}
