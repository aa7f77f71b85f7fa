package dev.taskcast.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * Records that follow, in each partition, the records that were read before.
 *
 * @param generation the generation of the {@link LogWriter.NextRead} that they were read from; in another generation
 *     nobody takes them
 * @param records the records, and for each partition the offset up to which no record is missing
 */
record TopicBatch(int generation, ConsumerRecords<byte[], byte[]> records) {
    boolean isEmpty() {
        return records.isEmpty() && records.nextOffsets().isEmpty();
    }
}
