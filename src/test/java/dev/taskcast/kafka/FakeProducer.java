package dev.taskcast.kafka;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer that acknowledges at once or when the test says so, or fails each send. */
final class FakeProducer extends MockProducer<byte[], byte[]> {
    /** What each send fails with; null for none. */
    ApiException failure;

    int sends;

    FakeProducer(boolean atOnce) {
        super(atOnce, null, new ByteArraySerializer(), new ByteArraySerializer());
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
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return send(record, (metadata, failed) -> {});
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        sends++;
        if (failure != null) {
            callback.onCompletion(null, failure);
            return CompletableFuture.failedFuture(failure);
        }
        return super.send(record, callback);
    }
}
