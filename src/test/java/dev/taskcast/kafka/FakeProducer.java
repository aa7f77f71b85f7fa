package dev.taskcast.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A producer that acknowledges immediately or when the test says so, or fails each send. */
final class FakeProducer extends MockProducer<byte[], byte[]> {
    /** The failure of each send; null if sends succeed. */
    ApiException failure;

    /** The exception that each send throws; null if it throws nothing. */
    Throwable defect;

    /** The value whose send fails, after the sends of later values succeeded. */
    String failing = "";

    /** What happens before each send. */
    volatile Runnable before = () -> {};

    int sends;

    FakeProducer(boolean atOnce) {
        super(atOnce, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A connection that returns this producer. */
    KafkaConnection connection() {
        return new KafkaConnection(null, Clock.systemUTC()) {
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
        before.run();
        sends++;
        if (defect instanceof Error error) {
            throw error;
        } else if (defect != null) {
            throw (RuntimeException) defect;
        }
        if (failure != null) {
            callback.onCompletion(null, failure);
            return CompletableFuture.failedFuture(failure);
        }
        byte[] value = record.value();
        if (value != null && new String(value, StandardCharsets.UTF_8).equals(failing)) {
            CompletableFuture<RecordMetadata> late = new CompletableFuture<>();
            late.completeOnTimeout(null, 50, TimeUnit.MILLISECONDS);
            return late.thenApply(waited -> {
                throw new TimeoutException("Expired");
            });
        }
        return super.send(record, callback);
    }
}
