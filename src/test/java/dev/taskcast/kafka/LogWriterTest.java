package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.log.Gap;
import dev.taskcast.log.LogReader;
import dev.taskcast.wire.Beginning;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.TopicIdentity;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

/** The log has every record of the topic once, even if the broker fails or the topic changes. */
class LogWriterTest extends LogWriterFixture {
    @Test
    void theLogIsNotCaughtUpBeforeTheRevocationsAreRead() throws Exception {
        revocationsWereRead = false;
        publish(3);
        look();
        read();
        look();
        assertThat(log.isCaughtUp()).isFalse();
        revocationsWereRead = true;
        look();
        assertThat(log.isCaughtUp()).isTrue();
    }

    @Test
    void beforeTheTopicIsKnownThereIsNothingToRead() {
        assertThat(logWriter.nextRead().position()).isEmpty();
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

    /** At the start the log has most to read, and an operator looks at it. */
    @Test
    void howFarTheLogIsBehindIsKnownFromTheFirstLook() throws Exception {
        publish(5);
        look();
        assertThat(lag.partitions()).isOne();
        assertThat(lag.records(0)).isEqualTo(5);
        assertThat(lag.sinceLook(now)).hasValue(Duration.ZERO);
        now = now.plusSeconds(3);
        look();
        assertThat(lag.unreadFor(0)).hasSeconds(3);
    }

    @Test
    void anEmptyTopicIsCaughtUpImmediately() throws Exception {
        look();
        assertThat(log.isCaughtUp()).isTrue();
    }

    @Test
    void recordsCutOffWhileThePastIsReadAreNotWaitedFor() throws Exception {
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
        logWriter.take(new TopicBatch(
                logWriter.nextRead().generation(),
                new ConsumerRecords<>(Map.of(), Map.of(FakeTopic.PARTITION, new OffsetAndMetadata(2)))));
        assertThat(log.nextOffset(0)).isEqualTo(2);
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
        assertThat(logWriter.silence()).hasSeconds(40);
        read();
        look();
        assertThat(logWriter.silence()).isZero();
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
        assertThat(logWriter.silence()).isZero();
    }

    @Test
    void aQuietTopicIsNoSilence() throws Exception {
        look();
        publish(1);
        read();
        look();
        now = now.plus(HOUR);
        look();
        assertThat(logWriter.silence()).isZero();
    }

    @Test
    void recordsOfAKafkaThatDoesNotAnswerAreNoSilence() throws Exception {
        look();
        publish(1);
        look();
        look();
        now = now.plus(HOUR);
        logWriter.interrupted();
        look();
        assertThat(logWriter.silence()).isZero();
    }

    @Test
    void recordsThatTheBrokerLostAreNoticedAndWhatComesInTheirPlaceIsDelivered() throws Exception {
        LogReader reader = readerAfter(5);
        topic.cutOff(3);
        look();
        look();
        assertThat(log.nextOffset(0)).isEqualTo(3);
        assertThat(reader.next().orElseThrow().frame().text()).contains("\"type\":\"reset\"", "gap_in_log");
        topic.publish("in the place of another");
        read();
        assertThat(reader.next().orElseThrow().frame().text()).contains("in the place of another");
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
        Beginning beginning = reader().beginAfter(before, () -> {}).orElseThrow();
        assertThat(beginning).isInstanceOfSatisfying(Beginning.Reset.class, reset -> assertThat(reset.reason())
                .isEqualTo(ResetReason.OUT_OF_WINDOW));
    }

    @Test
    void aSingleAnswerWithATooLowEndIsIgnored() throws Exception {
        LogReader reader = readerAfter(5);
        topic.answers(3);
        look();
        topic.answersTruly();
        look();
        topic.answers(3);
        look();
        assertThat(log.nextOffset(0)).isEqualTo(5);
        assertThat(reader.hasNext()).isFalse();
    }

    @Test
    void aBatchOfADeletedTopicIsNotTaken() throws Exception {
        look();
        publish(3);
        TopicBatch read = topic.after(logWriter.nextRead(), 3);
        topic.replace();
        look();
        logWriter.take(read);
        logWriter.missing(read.generation(), Map.of(0, Gap.all(3)));
        look();
        look();
        assertThat(log.nextOffset(0)).isZero();
        assertThat(log.statistics().events()).isZero();
    }

    @Test
    void aPartitionThatIsAddedIsReadFromItsStart() throws Exception {
        look();
        LogWriter.NextRead before = logWriter.nextRead();
        topic.grow();
        look();
        assertThat(logWriter.nextRead().position().orElseThrow().partitions()).isEqualTo(2);
        assertThat(logWriter.nextRead().generation()).isNotEqualTo(before.generation());
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
}
