package dev.taskcast.kafka;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import dev.taskcast.presence.PresenceFixture;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.Test;

/**
 * A replica that ends announces its end, and that its users have gone. It does so for any order in which the container
 * ends its parts.
 */
class PresenceTopicTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FakeProducer producer = new FakeProducer(true);
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final PresenceFixture fixture = new PresenceFixture(Clock.systemUTC());
    private final PresenceTopic topic = new PresenceTopic(
            new KafkaConnection(null, Clock.systemUTC()) {
                @Override
                TopicInspector inspector(String name, Duration timeout) {
                    return new FakeTopic();
                }

                @Override
                Consumer<byte[], byte[]> consumer(Values values, int records) {
                    return new InterruptibleConsumer();
                }

                @Override
                Producer<byte[], byte[]> producer() {
                    return producer;
                }
            },
            FakeTopic.SETTINGS,
            settings().with("taskcast.presence.topic", "presence").presence(),
            fixture.presence(),
            Clock.systemUTC());

    @Test
    void theRecordsOfAReplicaAreRemovedEvenIfItsReaderIsInterruptedFirst() throws Exception {
        Thread reader = startWithAda();
        reader.interrupt();
        reader.join(PATIENCE.toMillis());
        topic.stop();
        assertLastWords();
    }

    /** The writer is busy, for example, if a write waits for an answer. */
    @Test
    void theRecordsOfAReplicaAreRemovedEvenIfItsWriterIsBusyForLong() throws Exception {
        startWithAda();
        CountDownLatch busy = new CountDownLatch(1);
        producer.before = () -> {
            busy.countDown();
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5_500);
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            producer.before = () -> {};
        };
        fixture.open("bob");
        assertThat(busy.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        topic.stop();
        assertLastWords();
    }

    /** The reading thread, once all replicas know that ada is online. */
    private Thread startWithAda() {
        fixture.open("ada");
        topic.start(task -> {
            Thread thread = new Thread(task);
            threads.add(thread);
            return thread;
        });
        Await.until(PATIENCE, () -> keys().contains(fixture.name() + "/ada"), "the record that ada is online");
        return threads.stream()
                .filter(thread -> thread.getName().equals("taskcast-follows-presence"))
                .findFirst()
                .orElseThrow();
    }

    private void assertLastWords() {
        assertThat(keys()).last().isEqualTo(fixture.name());
        for (String key : List.of(fixture.name() + "/ada", fixture.name())) {
            assertThat(producer.history().stream().filter(record -> key(record).equals(key)))
                    .as(key)
                    .last()
                    .satisfies(record -> assertThat(record.value()).isNull());
        }
    }

    private List<String> keys() {
        return producer.history().stream().map(PresenceTopicTest::key).toList();
    }

    private static String key(ProducerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    /** Kafka's own consumer fails like this when its thread is interrupted. */
    private static final class InterruptibleConsumer extends MockConsumer<byte[], byte[]> {
        InterruptibleConsumer() {
            super("none");
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            if (Thread.interrupted()) {
                throw new InterruptException("poll");
            }
            return super.poll(timeout);
        }
    }
}
