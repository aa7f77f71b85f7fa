package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import dev.taskcast.lines.LogFields;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Compares the log with broker and topic every few seconds, on its own thread, and corrects the log if needed. */
@Singleton
final class TopicWatch {
    private static final Logger LOGGER = Logger.getLogger(TopicWatch.class.getName());

    private final KafkaSettings settings;
    private final KafkaConnection connection;
    private final LogWriter logWriter;
    private final TopicConsumer consumer;
    /** The pause after a refusal, or without a client: an early retry seldom helps then. */
    private final Backoff backoff;

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory threads;

    private ScheduledExecutorService thread;
    private TopicInspector inspector;
    private volatile Optional<String> trouble = Optional.of("Kafka was not asked yet");

    @Inject
    TopicWatch(
            KafkaSettings settings,
            KafkaConnection connection,
            LogWriter logWriter,
            TopicConsumer consumer,
            InstantSource clock) {
        this.settings = settings;
        this.connection = connection;
        this.logWriter = logWriter;
        this.consumer = consumer;
        this.backoff = new Backoff(clock, settings.watchInterval().multipliedBy(2));
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

    /** Why Kafka or the topic cannot be used now; empty if both can. */
    Optional<String> trouble() {
        return trouble;
    }

    /** Compares once. {@link #trouble} tells any failure, which does not end the watch. */
    void look() {
        if (!backoff.isOver()) {
            return;
        }
        try {
            if (inspector == null) {
                inspector = connection.inspector(settings.topic(), settings.watchTimeout());
            }
            logWriter.observe(inspector);
            Optional<String> reading = consumer.trouble();
            if (reading.isPresent()) {
                inTrouble(reading.get(), reading.get());
            } else {
                recovered();
            }
        } catch (KafkaTrouble reason) {
            inTrouble(reason.getMessage(), reason.forTheLog());
            if (reason.isRefusal()) {
                backoff.afterFailure();
            }
        } catch (RuntimeException | OutOfMemoryError unexpected) {
            String reason = RootCause.of(unexpected)
                    .orElse("Kafka client failed: " + unexpected.getClass().getSimpleName());
            inTrouble(reason, reason);
            LOGGER.log(Level.FINE, "Looking at Kafka failed", unexpected);
            if (inspector == null) {
                backoff.afterFailure();
            }
        }
    }

    private void recovered() {
        backoff.reset();
        if (trouble.isPresent()) {
            LogFields.log(
                    LOGGER, Level.INFO, "TCAST1015I: Kafka answers; topic {0} is there", "topic", settings.topic());
            trouble = Optional.empty();
        }
    }

    private void inTrouble(String reason, String forTheLog) {
        logWriter.interrupted();
        if (!trouble.equals(Optional.of(reason))) {
            LogFields.log(
                    LOGGER,
                    Level.WARNING,
                    "TCAST1016W: Kafka cannot be used: {0}. Trying again until it can",
                    "reason",
                    forTheLog);
            trouble = Optional.of(reason);
        }
    }
}
