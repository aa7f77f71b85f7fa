package dev.taskcast.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * Records that follow, in each partition, what was read before.
 *
 * @param generation of the {@link LogWriter.NextRead} that they were read from; without it they mean nothing
 * @param records with the offset in each partition up to which there is no other
 */
record TopicBatch(int generation, ConsumerRecords<byte[], byte[]> records) {
    boolean isEmpty() {
        return records.isEmpty() && records.nextOffsets().isEmpty();
    }
}
