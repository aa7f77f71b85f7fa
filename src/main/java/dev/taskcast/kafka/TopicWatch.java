package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.config.WindowSettings;
import dev.taskcast.log.TaskLog;
import dev.taskcast.wire.TopicIdentity;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Looks at broker and topic every few seconds, and tells the log what it finds: which topic it is, where
 * its past begins and ends, whether it was replaced or has more partitions; and readiness, whether Kafka
 * answers.
 */
@ApplicationScoped
public class TopicWatch {
    private static final Logger LOGGER = Logger.getLogger(TopicWatch.class.getName());

    private final KafkaSettings settings;
    private final WindowSettings window;
    private final TaskLog log;
    private final KafkaConnection connection;
    private final InstantSource clock;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final ChannelMetrics channel = new ChannelMetrics(KafkaChannel.CLIENT_ID);

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory threads;

    private ScheduledExecutorService thread;
    private TopicInspector inspector;
    private volatile Optional<String> trouble = Optional.of("Kafka was not asked yet");

    /** For the container's proxy. */
    protected TopicWatch() {
        this(null, null, null, null, null);
    }

    @Inject
    public TopicWatch(
            KafkaSettings settings,
            WindowSettings window,
            TaskLog log,
            KafkaConnection connection,
            InstantSource clock) {
        this.settings = settings;
        this.window = window;
        this.log = log;
        this.connection = connection;
        this.clock = clock;
    }

    void start(@Observes Startup event) {
        thread = Executors.newSingleThreadScheduledExecutor(threads);
        long interval = settings.watchInterval().toMillis();
        thread.scheduleWithFixedDelay(this::look, 0, interval, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        if (thread != null) {
            thread.shutdownNow();
        }
        if (inspector != null) {
            inspector.close();
        }
    }

    /** Completes when the log knows its topic. */
    CompletableFuture<Void> opened() {
        return opened;
    }

    /** Why Kafka or the topic cannot be used just now; empty when all is well. */
    public Optional<String> trouble() {
        return trouble;
    }

    private void look() {
        try {
            if (inspector == null) {
                inspector = new TopicInspector(connection.admin(), settings);
            }
            observe(inspector.inspect());
            recovered();
        } catch (KafkaTrouble reason) {
            log.doubt();
            inTrouble(reason.getMessage());
        } catch (RuntimeException unexpected) {
            log.doubt();
            inTrouble("Kafka client failed: " + unexpected.getClass().getSimpleName());
            LOGGER.log(Level.FINE, "Looking at Kafka failed", unexpected);
        }
    }

    private void observe(TopicInspector.Topic topic) throws KafkaTrouble {
        TopicIdentity identity = TopicIdentity.of(topic.id());
        if (!log.isOpen()) {
            long[] from = inspector.offsetsAt(topic, clock.instant().minus(window.maxAge()));
            log.open(identity, from, topic.ends());
            opened.complete(null);
        } else if (!log.isOf(identity)) {
            LOGGER.log(Level.WARNING, "TASKCAST Topic {0} was replaced: every client is told to reload", settings.topic());
            log.open(identity, topic.ends(), topic.ends());
        }
        log.observeEnds(topic.ends());
        if (!log.isCaughtUp() && nothingLeftToRead(topic.ends().length)) {
            log.confirmCaughtUp();
        }
    }

    /** Offsets of transaction markers are never delivered, so a position alone may never reach the end. */
    private boolean nothingLeftToRead(int partitions) {
        for (int partition = 0; partition < partitions; partition++) {
            if (!log.hasReached(partition)
                    && !channel.lag(settings.topic(), partition).equals(Optional.of(0L))) {
                return false;
            }
        }
        return true;
    }

    private void recovered() {
        if (trouble.isPresent()) {
            LOGGER.log(Level.INFO, "TASKCAST Kafka answers; topic {0} is there", settings.topic());
            trouble = Optional.empty();
        }
    }

    private void inTrouble(String reason) {
        if (!trouble.equals(Optional.of(reason))) {
            LOGGER.log(Level.WARNING, "TASKCAST Kafka cannot be used: {0}. Trying again until it can", reason);
            trouble = Optional.of(reason);
        }
    }
}
