package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The log has every record of the topic once, whatever the channel, the broker and the topic do. */
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
                    new SessionSettings(HOUR, HOUR, HOUR, HOUR, HOUR, HOUR, 50, 64, 256 << 10),
                    new SessionThreads(Thread::new),
                    () -> now),
            WINDOW,
            FakeTopic.SETTINGS);
    private final Completeness completeness =
            new Completeness(FakeTopic.SETTINGS, WINDOW, log, intake, topic.reader(), () -> now);

    @Test
    void readingThePastGoesOnWhereItWasInterrupted() throws Exception {
        publish(5);
        topic.failsAfter(2);
        assertThatThrownBy(this::look).isInstanceOf(KafkaTrouble.class);
        assertThatThrownBy(this::look).isInstanceOf(KafkaTrouble.class);
        assertThat(log.isCaughtUp()).isFalse();
        look();
        assertThat(log.isCaughtUp()).isTrue();
        assertThat(log.statistics().events()).isEqualTo(5);
    }

    @Test
    void aRecordThatWasReadAroundIsNoSilenceOfTheChannelWhileNothingElseComes() throws Exception {
        look();
        publish(1);
        look();
        look();
        assertThat(log.next(0)).isEqualTo(1);
        now = now.plus(HOUR);
        look();
        assertThat(completeness.channelSilence()).isZero();
    }

    @Test
    void aChannelIsSilentWhileRecordsAreReadAroundIt() throws Exception {
        look();
        for (int i = 0; i < 3; i++) {
            publish(1);
            look();
            look();
            now = now.plusSeconds(40);
        }
        assertThat(completeness.channelSilence()).hasSeconds(80);
        completeness.take(topic.publish("by the channel"));
        assertThat(completeness.channelSilence()).isZero();
    }

    @Test
    void aChannelThatWorksThroughABacklogIsGivenTime() throws Exception {
        look();
        ConsumerRecord<byte[], byte[]> first = topic.publish("first");
        assertThat(completeness.takeIfNext(first)).isTrue();
        publish(1);
        for (int i = 0; i < 4; i++) {
            completeness.take(first);
            look();
        }
        assertThat(log.next(0)).as("left to the channel").isEqualTo(1);
        completeness.take(first);
        look();
        assertThat(log.next(0))
                .as("read around it, because it may hold no record")
                .isEqualTo(2);
    }

    @Test
    void whatAChannelLeavesThatHandsNothingOverIsReadAroundItSoon() throws Exception {
        look();
        assertThat(completeness.takeIfNext(topic.publish("first"))).isTrue();
        look();
        publish(1);
        look();
        look();
        assertThat(log.next(0)).isEqualTo(2);
    }

    @Test
    void recordsThatTheBrokerLostAreNoticedAndWhatComesInTheirPlaceIsDelivered() throws Exception {
        publish(5);
        look();
        LogReader reader = reader();
        topic.cutOff(3);
        look();
        look();
        assertThat(log.next(0)).isEqualTo(3);
        assertThat(reader.next()).contains("\"type\":\"reset\"", "gap_in_log");
        topic.publish("in the place of another");
        look();
        look();
        assertThat(reader.next()).contains("in the place of another");
    }

    @Test
    void aCursorThatNamesLostRecordsIsNotBelieved() throws Exception {
        publish(5);
        look();
        topic.cutOff(3);
        look();
        look();
        publish(4);
        look();
        look();
        Cursor before = new Cursor(TopicIdentity.of("first"), new long[] {5});
        LogReader.Beginning beginning = reader().beginAfter(before).orElseThrow();
        assertThat(beginning.reason()).isEqualTo(ResetReason.OUT_OF_WINDOW);
    }

    @Test
    void oneAnswerThatIsTooLowMeansNothing() throws Exception {
        publish(5);
        look();
        LogReader reader = reader();
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
    void aRecordThatIsNoMoreIsNotTaken() throws Exception {
        publish(3);
        look();
        int handedOver = completeness.generation();
        topic.replace();
        publish(1);
        look();
        assertThat(completeness.fill(0, 3, handedOver)).isFalse();
        assertThat(completeness.fill(0, 1, completeness.generation())).isTrue();
    }

    @Test
    void aRecordThatCameBeforeThePastWasReadIsTaken() throws Exception {
        int handedOver = completeness.generation();
        publish(3);
        look();
        assertThat(completeness.fill(0, 3, handedOver)).isTrue();
    }

    @Test
    void anEventThatIsPublishedAgainToANewTopicIsNoCopy() throws Exception {
        topic.publish("the same");
        look();
        topic.replace();
        look();
        topic.publish("the same");
        look();
        look();
        assertThat(log.statistics().events()).isEqualTo(1);
    }

    private void look() throws KafkaTrouble {
        completeness.observe(topic);
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
