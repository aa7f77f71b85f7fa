package dev.taskcast.kafka;

import dev.taskcast.sessions.SessionThreads;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * The end of the channel: it puts Kafka's records into the log, which wakes the sessions.
 *
 * <p>The runtime creates it before the settings are checked, so it looks up what it needs with the first batch.
 */
@Singleton
final class IncomingRecords {
    private static final Logger LOGGER = Logger.getLogger(IncomingRecords.class.getName());

    private final Provider<LogWriter> logWriter;
    private final Provider<SessionThreads> threads;

    @Inject
    IncomingRecords(Provider<LogWriter> logWriter, Provider<SessionThreads> threads) {
        this.logWriter = logWriter;
        this.threads = threads;
    }

    /**
     * Sessions that were woken get their turn before the next batch. Never throws: an exception would end the channel.
     */
    @Incoming("task-updates")
    public void onRecords(TopicBatch batch) {
        try {
            threads.get().giveWay();
            logWriter.get().take(batch);
        } catch (RuntimeException | OutOfMemoryError unexpected) {
            LOGGER.log(Level.SEVERE, "TCAST1004E: Records are read again after an unexpected failure", unexpected);
            logWriter.get().readAgain();
        }
    }
}
