package dev.taskcast.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The end of the channel: what Kafka has goes into the log, which wakes the sessions. */
@ApplicationScoped
public class IncomingRecords {
    private static final Logger LOGGER = Logger.getLogger(IncomingRecords.class.getName());

    private final LogWriter logWriter;

    /** For the container's proxy. */
    protected IncomingRecords() {
        this(null);
    }

    @Inject
    public IncomingRecords(LogWriter logWriter) {
        this.logWriter = logWriter;
    }

    /** Never throws: a failure would end the channel. */
    @Incoming("task-updates")
    public void onRecords(TopicBatch batch) {
        try {
            logWriter.take(batch);
        } catch (RuntimeException | OutOfMemoryError unexpected) {
            LOGGER.log(Level.SEVERE, "TASKCAST Records are read again after an unexpected failure", unexpected);
            logWriter.readAgain();
        }
    }
}
