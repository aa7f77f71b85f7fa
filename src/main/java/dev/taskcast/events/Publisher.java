package dev.taskcast.events;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Writes records to the topic. */
public interface Publisher {
    /**
     * Writes {@code records} in this order and completes when Kafka has acknowledged all of them, with
     * their receipts. Completes exceptionally when one could not be written in time, and then any of them
     * may have been; with an {@link UnusableRecordException} when the topic will never take it.
     */
    CompletionStage<List<Receipt>> publish(List<OutgoingRecord> records);

    /** Where a record is in the topic. */
    record Receipt(int partition, long offset) {}
}
