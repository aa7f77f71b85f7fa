package dev.taskcast.kafka;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;

/**
 * Notes when the channel's consumer was given its partitions anew; assigns like Kafka's own range assignor.
 *
 * <p>After an assignment without a committed offset the consumer goes on at the end of the partition and
 * passes over what came meanwhile. The connector exposes no rebalance listener, and an assignor is told in
 * the polling thread, before any record of the new assignment is handed out.
 */
public final class Assignments extends RangeAssignor {
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** How many assignments there were in this process. */
    static int count() {
        return COUNT.get();
    }

    @Override
    public void onAssignment(Assignment assignment, ConsumerGroupMetadata metadata) {
        super.onAssignment(assignment, metadata);
        COUNT.incrementAndGet();
    }
}
