package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.log.Gap;
import dev.taskcast.log.LogReader;
import dev.taskcast.wire.Epochs;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Records that cannot be taken or read are tried again and then declared lost. They are never skipped silently. */
class DeclaredLossTest extends LogWriterFixture {
    @Test
    void aRecordThatFailsUnexpectedlyIsReadAgainWithTheRestOfItsBatch() throws Exception {
        LogReader reader = readerAfter(1);
        publish(3);
        topic.fails(2, 2);
        read();
        assertThat(log.nextOffset(0)).as("the offset stays before the record").isEqualTo(2);
        read();
        assertThat(log.nextOffset(0)).isEqualTo(2);
        read();
        assertThat(log.nextOffset(0)).isEqualTo(4);
        assertThat(reader.next().orElseThrow().frame().text()).contains("event 1");
        assertThat(reader.next().orElseThrow().frame().text()).contains("event 2");
        assertThat(reader.next().orElseThrow().frame().text()).contains("event 3");
        assertThat(losses.total(Losses.Cause.FAILED)).isZero();
    }

    @Test
    void aRecordThatFailsEachTimeIsDeclaredLostAndTheRestIsDelivered() throws Exception {
        LogReader reader = readerAfter(1);
        publish(3);
        topic.fails(2, Integer.MAX_VALUE);
        for (int i = 0; i < 3; i++) {
            read();
        }
        assertThat(reader.next().orElseThrow().frame().text()).contains("gap_in_log");
        read();
        assertThat(reader.next().orElseThrow().frame().text()).contains("event 3");
        assertThat(reader.hasNext()).isFalse();
        assertThat(losses.total(Losses.Cause.FAILED)).isEqualTo(1);
        assertThat(topic.failures()).as("bounded tries").isEqualTo(3);
    }

    @Test
    void anOutdatedBatchIsNotTakenAfterAFailure() throws Exception {
        look();
        publish(2);
        TopicBatch batch = topic.after(logWriter.nextRead(), 2);
        logWriter.readAgain();
        logWriter.take(batch);
        assertThat(log.nextOffset(0)).isZero();
    }

    @Test
    void anUnreadableRecordResetsEveryReaderAndReadingContinues() throws Exception {
        LogReader reader = readerAfter(1);
        publish(4);
        logWriter.unreadable(logWriter.nextRead().generation(), Map.of(0, 3L));
        assertThat(reader.next().orElseThrow().frame().text()).contains("gap_in_log");
        read();
        assertThat(reader.next().orElseThrow().frame().text()).contains("event 3");
        assertThat(losses.total(Losses.Cause.UNREADABLE)).isEqualTo(1);
    }

    @Test
    void theReadPositionNamesTheLeaderOfTheLastReadRecord() throws Exception {
        publish(2);
        look();
        read();
        assertThat(logWriter.nextRead().position().orElseThrow().epoch(0)).isEqualTo(FakeTopic.EPOCH);
    }

    @Test
    void recordsThatATransactionHoldsBackAreLag() throws Exception {
        look();
        publish(2);
        topic.holdsBack(3);
        look();
        assertThat(lag.records(0)).isEqualTo(5);
        read();
        look();
        assertThat(lag.records(0)).isEqualTo(3);
        now = now.plusSeconds(20);
        look();
        assertThat(lag.hindrance()).isPresent();
        assertThat(logWriter.silence()).as("the channel is not at fault").isZero();
    }

    @Test
    void recordsUnknownToTheLeaderAreLostUnlessTheTopicIsAnother() throws Exception {
        LogReader reader = readerAfter(2);
        topic.cutOff(0);
        publish(4);
        missing(Gap.all(4));
        look();
        assertThat(reader.hasNext()).as("the topic may be another one").isFalse();
        look();
        assertThat(reader.next().orElseThrow().frame().text()).contains("gap_in_log");
        assertThat(log.nextOffset(0)).isEqualTo(4);
        assertThat(losses.total(Losses.Cause.TRUNCATED)).isEqualTo(1);
    }

    @Test
    void recordsUnknownToTheLeaderOfAnotherTopicAreNoLoss() throws Exception {
        LogReader reader = readerAfter(2);
        missing(Gap.all(0));
        topic.replace();
        look();
        look();
        look();
        assertThat(reader.next().orElseThrow().frame().text()).contains("topic_replaced");
        assertThat(reader.hasNext()).isFalse();
        assertThat(losses.total(Losses.Cause.TRUNCATED)).isZero();
    }

    @Test
    void recordsThatFailInTwoPartitionsHaveThreeTriesEach() throws Exception {
        topic.grow();
        look();
        for (int i = 0; i < 3; i++) {
            logWriter.take(failing(0));
            logWriter.take(failing(1));
        }
        assertThat(log.nextOffset(0)).isEqualTo(1);
        assertThat(log.nextOffset(1)).isEqualTo(1);
        assertThat(losses.total(Losses.Cause.FAILED)).isEqualTo(2);
    }

    @Test
    void afterTheLossOfAllReadRecordsThePositionNamesNoLeader() throws Exception {
        readerAfter(2);
        missing(Gap.all(4));
        look();
        look();
        assertThat(logWriter.nextRead().position().orElseThrow().epoch(0)).isEqualTo(Epochs.UNKNOWN);
        assertThat(log.nextOffset(0)).isEqualTo(4);
    }

    private TopicBatch failing(int partition) {
        ConsumerRecord<byte[], byte[]> record = FakeTopic.failing(partition);
        TopicPartition of = new TopicPartition(record.topic(), partition);
        return new TopicBatch(
                logWriter.nextRead().generation(),
                new ConsumerRecords<>(Map.of(of, List.of(record)), Map.of(of, new OffsetAndMetadata(1))));
    }
}
