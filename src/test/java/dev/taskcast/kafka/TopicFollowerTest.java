package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Await;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

/** The readers of the topics of presence and of control do not overload a broker that is in trouble. */
class TopicFollowerTest {
    private final AtomicInteger tries = new AtomicInteger();
    private final Queue<String> reasons = new ConcurrentLinkedQueue<>();
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

    private final class Reader implements TopicFollower.Reader {
        @Override
        public void take(ConsumerRecord<byte[], byte[]> record) {}

        @Override
        public void isRead(Instant time) {}

        @Override
        public void inTrouble(String reason, String forTheLog) {
            reasons.add(reason);
        }
    }
}
