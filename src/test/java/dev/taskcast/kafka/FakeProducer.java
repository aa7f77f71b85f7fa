package dev.taskcast.kafka;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer that acknowledges when the test says so, or fails each send as one does that knows no broker. */
final class FakeProducer extends MockProducer<byte[], byte[]> {
    boolean knowsNoBroker;
    int sends;

    FakeProducer() {
        super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A connection whose producer this is. */
    KafkaConnection connection() {
        return new KafkaConnection(null) {
            @Override
            Producer<byte[], byte[]> producer() {
                return FakeProducer.this;
            }
        };
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        sends++;
        if (knowsNoBroker) {
            TimeoutException failure = new TimeoutException("Topic not present in metadata");
            callback.onCompletion(null, failure);
            return CompletableFuture.failedFuture(failure);
        }
        return super.send(record, callback);
    }
}
