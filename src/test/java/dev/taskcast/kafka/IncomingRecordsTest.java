package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.sessions.SessionThreads;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.junit.jupiter.api.Test;

/** The channel survives every failure of a batch. */
class IncomingRecordsTest {
    private int again;

    @Test
    void afterAFullHeapTheBatchIsReadAgain() {
        LogWriter failing = new FakeLogWriter() {
            @Override
            synchronized void take(TopicBatch batch) {
                throw new OutOfMemoryError("Java heap space");
            }

            @Override
            synchronized void readAgain() {
                again++;
            }
        };
        try (SessionThreads threads = SessionThreads.pooled(Thread::new, 8)) {
            IncomingRecords updates = new IncomingRecords(() -> failing, () -> threads);
            updates.onRecords(new TopicBatch(1, ConsumerRecords.empty()));
        }
        assertThat(again).isEqualTo(1);
    }
}
