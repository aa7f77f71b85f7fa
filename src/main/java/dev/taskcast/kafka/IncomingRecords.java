package dev.taskcast.kafka;

import dev.taskcast.sessions.SessionThreads;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * The end of the channel: what Kafka has goes into the log, which wakes the sessions.
 *
 * <p>The runtime makes it before the settings were checked, so it asks for what it needs with the first batch.
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

    /** Before more is taken, the sessions that were woken have their turn. Never throws: a failure would end the channel. */
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
