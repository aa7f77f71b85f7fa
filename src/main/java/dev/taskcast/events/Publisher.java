package dev.taskcast.events;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Writes records to the topic. */
public interface Publisher {
    /**
     * Writes {@code records} in this order. Completes with their receipts when Kafka has acknowledged all of them.
     *
     * <p>Completes exceptionally if a record could not be written in time; any of the records may then have been
     * written. Completes with an {@link UnusableRecordException} if the topic will never accept a record.
     */
    CompletionStage<List<Receipt>> publish(List<OutgoingRecord> records);

    /** The position of a record in the topic. */
    record Receipt(int partition, long offset) {}
}
