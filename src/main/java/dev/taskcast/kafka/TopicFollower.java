package dev.taskcast.kafka;

import dev.taskcast.config.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a topic other than the topic of events: all partitions, in no group, on its own thread.
 *
 * <p>It begins again after any failure, when partitions are added, and when the topic is replaced.
 */
final class TopicFollower {
    private static final Logger LOGGER = Logger.getLogger(TopicFollower.class.getName());
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int RECORDS = 1_000;

    private final KafkaConnection connection;
    private final KafkaSettings settings;
    private final Reader reader;
    private final Backoff backoff;
    private final CountDownLatch end = new CountDownLatch(1);
    private Thread thread;

    /** Takes the records. All methods run on the follower's thread. */
    interface Reader {
        /** Reading begins, for the first time or again. {@code inspector} knows the topic. */
        default void begin(TopicInspector inspector) throws KafkaTrouble {
            // By default, records that were taken before are taken again.
        }

        /** Takes the next record. */
        void take(ConsumerRecord<byte[], byte[]> record);

        /** All records that were in the topic before the last {@code ago} were taken. */
        void isRead(Duration ago);

        /**
         * Whether to begin again. The follower asks before each round of reading, even if it has not read everything
         * yet.
         */
        default boolean beginsAgain() {
            return false;
        }

        /**
         * The topic cannot be read, for this {@code reason}, which names no host. The reason {@code forTheLog} may name
         * one. Called for each try.
         */
        void inTrouble(String reason, String forTheLog);
    }

    TopicFollower(KafkaConnection connection, KafkaSettings settings, InstantSource clock, Reader reader) {
        this.connection = connection;
        this.settings = settings;
        this.reader = reader;
        this.backoff = new Backoff(clock);
    }

    /** Begins to read the records that arrived in {@code topic} after {@code since}, on a thread of {@code threads}. */
    void start(String topic, Instant since, ThreadFactory threads) {
        thread = threads.newThread(() -> read(topic, since));
        thread.setName("taskcast-follows-" + topic);
        thread.start();
    }

    void stop() {
        end.countDown();
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void read(String topic, Instant since) {
        try {
            while (!isEnding()) {
                try (TopicInspector inspector = connection.inspector(topic, settings.watchTimeout())) {
                    follow(inspector, topic, since);
                } catch (KafkaTrouble reason) {
                    inTrouble(reason.getMessage(), reason.forTheLog());
                } catch (RuntimeException | OutOfMemoryError failed) {
                    String reason = "reading topic " + topic + " failed: "
                            + RootCause.of(failed).orElse(failed.getClass().getSimpleName());
                    inTrouble(reason, reason);
                    LOGGER.log(Level.FINE, "Reading topic " + topic + " failed", failed);
                }
                end.await(backoff.afterFailure().toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            inTrouble("its reader has ended", "its reader has ended");
        }
    }

    /** Reads until the topic is replaced or has more partitions, or the reader wants to begin again. */
    private void follow(TopicInspector inspector, String name, Instant since) throws KafkaTrouble {
        Values values = Values.upTo(settings.maxRecordBytes(), true);
        Consumer<byte[], byte[]> consumer = connection.consumer(values, RECORDS);
        try {
            long time = System.nanoTime();
            TopicInspector.Topic topic = inspector.inspect();
            reader.begin(inspector);
            begin(consumer, name, inspector.offsetsAt(topic, since));
            Look look = new Look(time, topic);
            while (!isEnding() && isSame(topic, look.topic()) && !reader.beginsAgain()) {
                pollUntilTheNext(look, name, consumer, values);
                backoff.reset();
                time = System.nanoTime();
                look = new Look(time, inspector.inspect());
            }
        } finally {
            KafkaConnection.close(consumer);
        }
    }

    /** The topic's state at {@code time}, in nanoseconds of {@link System#nanoTime}, or later. */
    private record Look(long time, TopicInspector.Topic topic) {}

    private static boolean isSame(TopicInspector.Topic one, TopicInspector.Topic other) {
        return one.id().equals(other.id()) && one.ends().length == other.ends().length;
    }

    private static void begin(Consumer<byte[], byte[]> consumer, String topic, long[] offsets) {
        consumer.assign(IntStream.range(0, offsets.length)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList());
        for (int partition = 0; partition < offsets.length; partition++) {
            consumer.seek(new TopicPartition(topic, partition), offsets[partition]);
        }
    }

    private void pollUntilTheNext(Look look, String topic, Consumer<byte[], byte[]> consumer, Values values) {
        long begun = System.nanoTime();
        boolean isRead = false;
        while (!isEnding() && since(begun).compareTo(settings.watchInterval()) < 0) {
            values.poll(consumer, POLL).forEach(reader::take);
            if (!isRead && hasReached(look.topic().ends(), topic, consumer)) {
                isRead = true;
                reader.isRead(since(look.time()));
            }
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static boolean hasReached(long[] ends, String topic, Consumer<byte[], byte[]> consumer) {
        return IntStream.range(0, ends.length)
                .allMatch(partition -> consumer.position(new TopicPartition(topic, partition)) >= ends[partition]);
    }

    private void inTrouble(String reason, String forTheLog) {
        if (!isEnding()) {
            reader.inTrouble(reason, forTheLog);
        }
    }

    private boolean isEnding() {
        return end.getCount() == 0;
    }
}
