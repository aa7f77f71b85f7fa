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
import java.time.InstantSource;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the topic of revocations, if they have a topic of their own.
 *
 * <p>It begins where the window began when this replica started. After any failure it begins there again: a revocation
 * that is taken twice changes nothing. A cursor has no position for revocations.
 */
@Singleton
class ControlConsumer implements TopicFollower.Reader {
    private static final Logger LOGGER = Logger.getLogger(ControlConsumer.class.getName());

    private final KafkaSettings settings;
    private final WindowSettings window;
    private final RecordParser parser;
    private final UnusableRecords unusable;
    private final SessionRegistry registry;
    private final InstantSource clock;
    private final TopicFollower follower;

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory threads;

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
        this.settings = settings;
        this.window = window;
        this.parser = parser;
        this.unusable = unusable;
        this.registry = registry;
        this.clock = clock;
        this.follower = new TopicFollower(connection, settings, clock, this);
        this.wasRead = settings.controlTopic().isEmpty();
    }

    void start(@Observes Startup event) {
        settings.controlTopic()
                .ifPresent(topic -> follower.start(topic, clock.instant().minus(window.maxAge()), threads));
    }

    @PreDestroy
    void stop() {
        follower.stop();
    }

    /** Whether all revocations that existed at the start are known. True if they have no topic of their own. */
    boolean wasRead() {
        return wasRead;
    }

    /** Why revocations cannot be read now; empty if they can. */
    Optional<String> trouble() {
        return trouble.or(() -> wasRead ? Optional.empty() : Optional.of("reading the control topic"));
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> consumed) {
        SourceRecord record = RecordAppender.source(consumed);
        try {
            if (!(parser.parse(record) instanceof Revocation revocation)) {
                throw new UnusableRecordException(Reason.NOT_A_REVOCATION, "event_type: not session.revoke");
            }
            registry.revoke(revocation);
        } catch (UnusableRecordException reason) {
            unusable.skippedControl(record, reason);
        }
    }

    @Override
    public void isRead(Duration ago) {
        if (!wasRead || trouble.isPresent()) {
            wasRead = true;
            trouble = Optional.empty();
            LogFields.log(
                    LOGGER,
                    Level.INFO,
                    "TCAST1001I: The revocations were read from topic {0}",
                    "topic",
                    settings.controlTopic().orElseThrow());
        }
    }

    @Override
    public void inTrouble(String reason, String forTheLog) {
        if (!trouble.equals(Optional.of(reason))) {
            LogFields.log(
                    LOGGER,
                    Level.WARNING,
                    "TCAST1002W: Revocations cannot be read: {0}. Trying again until they can",
                    "reason",
                    forTheLog);
            trouble = Optional.of(reason);
        }
    }
}
