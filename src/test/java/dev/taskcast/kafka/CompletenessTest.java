package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.SessionSettings;
import dev.taskcast.config.WindowSettings;
import dev.taskcast.log.LogReader;
import dev.taskcast.log.RecordLimits;
import dev.taskcast.log.RecordParser;
import dev.taskcast.log.Subscriber;
import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.TopicIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

/** The log has every record of the topic once, whatever the broker and the topic do. */
class CompletenessTest {
    private static final WindowSettings WINDOW = new WindowSettings(64 << 20, Duration.ofHours(1));
    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeTopic topic = new FakeTopic();
    private int published;
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final TaskLog log = new TaskLog(WINDOW, () -> now);
    private final RecordIntake intake = new RecordIntake(
            new RecordParser(new RecordLimits(1 << 20, 64, 1_000)),
            log,
            new UnusableRecords(() -> now),
            new SessionRegistry(
                    log,
                    new SessionSettings(HOUR, HOUR, HOUR, HOUR, HOUR, HOUR, 50, 64, 256 << 10, 64),
                    SessionThreads.pooled(Thread::new, 64),
                    () -> now),
            WINDOW,
            FakeTopic.SETTINGS);
    private final Completeness completeness = new Completeness(FakeTopic.SETTINGS, WINDOW, log, intake, () -> now);

    @Test
    void beforeTheTopicIsKnownThereIsNothingToRead() {
        assertThat(completeness.place().isNowhere()).isTrue();
    }

    @Test
    void theLogHasCaughtUpOnceItIsReadToWhereTheTopicEndedAtTheStart() throws Exception {
        publish(5);
        look();
        read(4);
        assertThat(log.isCaughtUp()).isFalse();
        read(1);
        assertThat(log.isCaughtUp()).isTrue();
        assertThat(log.statistics().events()).isEqualTo(5);
    }

    @Test
    void anEmptyTopicIsReadAtOnce() throws Exception {
        look();
        assertThat(log.isCaughtUp()).isTrue();
    }

    @Test
    void whatIsCutOffWhileThePastIsReadIsNotWaitedFor() throws Exception {
        publish(5);
        look();
        read(2);
        topic.cutOff(3);
        look();
        assertThat(log.isCaughtUp()).isFalse();
        read();
        assertThat(log.isCaughtUp()).isTrue();
    }

    @Test
    void anOffsetWithoutARecordIsPassed() throws Exception {
        look();
        completeness.take(new TopicBatch(
                completeness.place().generation(),
                new ConsumerRecords<>(Map.of(), Map.of(FakeTopic.PARTITION, new OffsetAndMetadata(2)))));
        assertThat(log.next(0)).isEqualTo(2);
    }

    @Test
    void recordsThatStayUnreadAreASilence() throws Exception {
        look();
        publish(1);
        look();
        now = now.plusSeconds(40);
        look();
        now = now.plusSeconds(40);
        look();
        assertThat(completeness.silence()).hasSeconds(40);
        read();
        look();
        assertThat(completeness.silence()).isZero();
    }

    @Test
    void aBacklogThatIsWorkedThroughIsNoSilence() throws Exception {
        look();
        publish(10);
        for (int i = 0; i < 10; i++) {
            look();
            now = now.plusSeconds(40);
            read(1);
        }
        look();
        assertThat(completeness.silence()).isZero();
    }

    @Test
    void aQuietTopicIsNoSilence() throws Exception {
        look();
        publish(1);
        read();
        look();
        now = now.plus(HOUR);
        look();
        assertThat(completeness.silence()).isZero();
    }

    @Test
    void whatNobodyCanReadBecauseKafkaDoesNotAnswerIsNoSilence() throws Exception {
        look();
        publish(1);
        look();
        look();
        now = now.plus(HOUR);
        completeness.interrupted();
        look();
        assertThat(completeness.silence()).isZero();
    }

    @Test
    void recordsThatTheBrokerLostAreNoticedAndWhatComesInTheirPlaceIsDelivered() throws Exception {
        LogReader reader = readerAfter(5);
        topic.cutOff(3);
        look();
        look();
        assertThat(log.next(0)).isEqualTo(3);
        assertThat(reader.next()).contains("\"type\":\"reset\"", "gap_in_log");
        topic.publish("in the place of another");
        read();
        assertThat(reader.next()).contains("in the place of another");
    }

    @Test
    void recordsThatTheReaderFoundToBeLostAreKnownAtOnce() throws Exception {
        LogReader reader = readerAfter(5);
        topic.cutOff(3);
        topic.publish("in the place of another");
        topic.publish("and of the last");
        completeness.truncated(completeness.place().generation(), Map.of(0, 3L));
        assertThat(reader.next()).contains("gap_in_log");
        read();
        assertThat(reader.next()).contains("in the place of another");
        look();
        look();
        assertThat(reader.next()).contains("and of the last");
        assertThat(reader.hasNext()).as("once is enough").isFalse();
    }

    @Test
    void recordsThatWereDeletedBeforeTheyWereReadResetEveryReaderAndReadingGoesOnAfterThem() throws Exception {
        LogReader reader = readerAfter(2);
        publish(4);
        completeness.deleted(completeness.place().generation(), Map.of(0, 5L));
        assertThat(reader.next()).contains("gap_in_log");
        read();
        assertThat(reader.next()).contains("event 5");
    }

    @Test
    void aCursorThatNamesLostRecordsIsNotBelieved() throws Exception {
        publish(5);
        look();
        read();
        topic.cutOff(3);
        look();
        look();
        publish(4);
        read();
        Cursor before = new Cursor(TopicIdentity.of("first"), new long[] {5});
        LogReader.Beginning beginning = reader().beginAfter(before).orElseThrow();
        assertThat(beginning.reason()).isEqualTo(ResetReason.OUT_OF_WINDOW);
    }

    @Test
    void oneAnswerThatIsTooLowMeansNothing() throws Exception {
        LogReader reader = readerAfter(5);
        topic.answers(3);
        look();
        topic.answersTruly();
        look();
        topic.answers(3);
        look();
        assertThat(log.next(0)).isEqualTo(5);
        assertThat(reader.hasNext()).isFalse();
    }

    @Test
    void whatWasReadOfATopicThatIsNoMoreIsNotTaken() throws Exception {
        look();
        publish(3);
        TopicBatch read = topic.after(completeness.place(), 3);
        topic.replace();
        look();
        completeness.take(read);
        assertThat(completeness.deleted(read.generation(), Map.of(0, 3L))).isFalse();
        assertThat(completeness.truncated(read.generation(), Map.of(0, 0L))).isFalse();
        assertThat(log.next(0)).isZero();
        assertThat(log.statistics().events()).isZero();
    }

    @Test
    void aPartitionThatIsAddedIsReadFromItsStart() throws Exception {
        look();
        Completeness.Place before = completeness.place();
        topic.grow();
        look();
        assertThat(completeness.place().next()).containsExactly(0, 0);
        assertThat(completeness.place().generation()).isNotEqualTo(before.generation());
    }

    @Test
    void anEventThatIsPublishedAgainToANewTopicIsNoCopy() throws Exception {
        topic.publish("the same");
        look();
        read();
        topic.replace();
        look();
        topic.publish("the same");
        read();
        assertThat(log.statistics().events()).isEqualTo(1);
    }

    private void look() throws KafkaTrouble {
        completeness.observe(topic);
    }

    private void read() {
        read(Integer.MAX_VALUE);
    }

    private void read(int most) {
        completeness.take(topic.after(completeness.place(), most));
    }

    /** A reader that has seen so many events. */
    private LogReader readerAfter(int events) throws KafkaTrouble {
        publish(events);
        look();
        read();
        return reader();
    }

    private void publish(int events) {
        for (int i = 0; i < events; i++) {
            topic.publish("event " + published++);
        }
    }

    private LogReader reader() {
        LogReader reader = log.subscribe("ada", new Subscriber() {
            @Override
            public void wake() {
                // It is asked by hand.
            }

            @Override
            public void displaced() {
                throw new AssertionError("There is but one");
            }
        });
        reader.beginNow();
        return reader;
    }
}
