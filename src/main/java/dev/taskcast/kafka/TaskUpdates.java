package dev.taskcast.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The end of the channel: what Kafka has goes into the log, which wakes the sessions. */
@ApplicationScoped
public class TaskUpdates {
    private static final Logger LOGGER = Logger.getLogger(TaskUpdates.class.getName());

    private final Completeness completeness;

    /** For the container's proxy. */
    protected TaskUpdates() {
        this(null);
    }

    @Inject
    public TaskUpdates(Completeness completeness) {
        this.completeness = completeness;
    }

    /** Never throws: a failure would end the channel. */
    @Incoming("task-updates")
    public void onRecords(TopicBatch batch) {
        try {
            completeness.take(batch);
        } catch (RuntimeException | OutOfMemoryError unexpected) {
            LOGGER.log(Level.SEVERE, "TASKCAST Records are read again after an unexpected failure", unexpected);
            completeness.readAgain();
        }
    }
}
