package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.PresenceSettings;
import dev.taskcast.events.SourceRecord;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The topic in which replicas tell who is online, if there is one: read on one thread, written once a second on another.
 *
 * <p>It is read from its start, again after whatever goes wrong, and into a new table each time. While it cannot be read nothing is
 * written: what was told meanwhile would be more than has to be taken back.
 */
@Singleton
final class PresenceTopic implements TopicFollower.Reader {
    private static final Logger LOGGER = Logger.getLogger(PresenceTopic.class.getName());
    private static final long PAUSE_MS = 1_000;

    private final PresenceSettings settings;
    private final Presence presence;
    private final TopicFollower follower;
    private final Optional<PresenceWriter> writer;
    private final AtomicLong unusable = new AtomicLong();

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory threads;

    private ScheduledExecutorService thread;
    /** Whether it could be asked for at the last try: then it is written, also while it is still being read. */
    private volatile boolean isThere;

    private volatile Optional<String> trouble = Optional.of("not read yet");

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
        this.writer = settings.topic().map(topic -> new PresenceWriter(connection, topic, presence));
    }

    void start(@Observes Startup event) {
        settings.topic().ifPresent(topic -> {
            follower.start(topic, Instant.EPOCH, threads);
            thread = Executors.newSingleThreadScheduledExecutor(threads);
            thread.scheduleWithFixedDelay(this::write, PAUSE_MS, PAUSE_MS, TimeUnit.MILLISECONDS);
        });
    }

    /** The writer goes first, and says that this replica ends. */
    @PreDestroy
    void stop() {
        if (thread != null) {
            thread.shutdown();
            if (hasEnded()) {
                writer.filter(any -> isThere).ifPresent(PresenceWriter::close);
            }
        }
        follower.stop();
    }

    private boolean hasEnded() {
        try {
            return thread.awaitTermination(KafkaConnection.FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How many records were written. */
    long writtenTotal() {
        return writer.map(PresenceWriter::written).orElse(0L);
    }

    /** How many records of the topic are not ours. */
    long unusableTotal() {
        return unusable.get();
    }

    private void write() {
        if (isThere) {
            writer.ifPresent(PresenceWriter::write);
        } else {
            presence.forgetTheUnsaid();
        }
    }

    @Override
    public void begin() {
        presence.begin();
        isThere = true;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> consumed) {
        SourceRecord record = RecordAppender.source(consumed);
        Optional<PresenceRecord> read = TaskRecords.key(consumed).flatMap(key -> PresenceFormat.read(key, record));
        read.ifPresentOrElse(presence::take, unusable::incrementAndGet);
    }

    @Override
    public void isRead(Instant time) {
        presence.isRead(time);
        if (trouble.isPresent()) {
            trouble = Optional.empty();
            LOGGER.log(
                    Level.INFO,
                    "TASKCAST Presence was read from topic {0}",
                    settings.topic().orElseThrow());
        }
    }

    @Override
    public boolean beginsAgain() {
        return presence.beginsAgain();
    }

    @Override
    public void inTrouble(String reason) {
        isThere = false;
        if (!trouble.equals(Optional.of(reason))) {
            LOGGER.log(Level.WARNING, "TASKCAST Presence cannot be read: {0}. Trying again until it can", reason);
            trouble = Optional.of(reason);
        }
    }
}
