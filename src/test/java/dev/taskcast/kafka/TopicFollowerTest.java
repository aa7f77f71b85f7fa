package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The readers of the topics of presence and of control do not overload a broker that is in trouble. */
class TopicFollowerTest {
    private final AtomicInteger tries = new AtomicInteger();
    private final Queue<String> reasons = new ConcurrentLinkedQueue<>();
    /** How long ago each look at the topic was, when everything up to it was read. */
    private final Queue<Duration> ages = new ConcurrentLinkedQueue<>();

    private final TopicFollower follower = new TopicFollower(
            new KafkaConnection(null, Clock.systemUTC()) {
                @Override
                TopicInspector inspector(String topic, Duration timeout) {
                    tries.incrementAndGet();
                    throw new KafkaException("Failed to create new KafkaAdminClient");
                }
            },
            FakeTopic.SETTINGS,
            Clock.systemUTC(),
            new Reader());

    @Test
    void repeatedFailuresAreTriedLessAndLessOften() {
        follower.start("presence", Instant.EPOCH, Thread::new);
        Await.until(Duration.ofSeconds(20), () -> tries.get() > 0, "the first try");
        Instant end = Instant.now().plusSeconds(2);
        Await.until(Duration.ofSeconds(20), () -> Instant.now().isAfter(end), "the end of two seconds");
        follower.stop();
        // The waits are 250 ms, 500 ms and 1 s, each by chance up to a half shorter.
        assertThat(tries).hasValueBetween(3, 6);
        assertThat(reasons).contains("reading topic presence failed: KafkaException");
    }

    /** Somebody sets the clock of the machine while the follower waits for its next look at the topic. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void itLooksAtTheTopicInTimeWhateverTheClockShows(int hours) {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        TopicFollower sound = new TopicFollower(new Following(now::get), FakeTopic.SETTINGS, now::get, new Reader());
        sound.start("presence", Instant.EPOCH, Thread::new);
        Await.until(Duration.ofSeconds(20), () -> ages.size() == 1, "the first look");
        now.updateAndGet(before -> before.plus(Duration.ofHours(hours)));
        Await.until(Duration.ofSeconds(20), () -> ages.size() == 2, "the second look");
        sound.stop();
        assertThat(ages).allSatisfy(age -> assertThat(age).isBetween(Duration.ZERO, Duration.ofSeconds(10)));
    }

    /** An empty topic that can always be read. */
    private static final class Following extends KafkaConnection {
        Following(InstantSource clock) {
            super(null, clock);
        }

        @Override
        TopicInspector inspector(String topic, Duration timeout) {
            return new FakeTopic();
        }

        @Override
        Consumer<byte[], byte[]> consumer(Values values, int records) {
            return new MockConsumer<>("none") {
                @Override
                public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                    return super.poll(timeout);
                }
            };
        }
    }

    private final class Reader implements TopicFollower.Reader {
        @Override
        public void take(ConsumerRecord<byte[], byte[]> record) {}

        @Override
        public void isRead(Duration ago) {
            ages.add(ago);
        }

        @Override
        public void inTrouble(String reason, String forTheLog) {
            reasons.add(reason);
        }
    }
}
