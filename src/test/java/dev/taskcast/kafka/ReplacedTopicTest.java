package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.harness.Lines;
import dev.taskcast.log.Delivery;
import dev.taskcast.log.Gap;
import dev.taskcast.log.LogReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A topic that was deleted and created again looks to a reader like a topic that lost its records. A device is told
 * once, with the reason, and no event comes twice.
 */
class ReplacedTopicTest extends LogWriterFixture {
    @Test
    void aTopicThatIsMadeAgainIsOneResetThoughTheReaderMissesItsRecordsFirst() throws Exception {
        LogReader reader = readerAfter(5);
        topic.replace();
        publish(2);
        missing(Gap.behind(0));
        assertThat(told(reader)).as("the topic may be another one").isEmpty();
        look();
        assertThat(told(reader)).containsExactly("topic_replaced");
        publish(1);
        read();
        look();
        look();
        assertThat(told(reader)).containsExactly("event 7");
        assertThat(losses.total(Losses.Cause.TRUNCATED)).isZero();
    }

    @Test
    void anotherTopicWhoseFirstRecordsAreDeletedIsOneResetToo() throws Exception {
        LogReader reader = readerAfter(5);
        topic.replace();
        missing(Gap.before(100));
        look();
        look();
        assertThat(told(reader)).containsExactly("topic_replaced");
        assertThat(losses.total(Losses.Cause.DELETED)).isZero();
    }

    /** The ends are requested after the last record was taken as a record of the old topic. */
    @Test
    void recordsReadDuringTheLookAtTheNewTopicComeOnce() throws Exception {
        LogReader reader = readerAfter(2);
        topic.replace();
        publish(3);
        List<String> told = new ArrayList<>();
        topic.meanwhile(() -> {
            publish(1);
            readIfAsked();
            told.addAll(told(reader));
        });
        look();
        topic.meanwhile(() -> {});
        told.addAll(told(reader));
        read();
        told.addAll(told(reader));
        assertThat(told).containsExactly("topic_replaced", "event 5");
    }

    @Test
    void recordsReadDuringTheFirstLookAtTheNewTopicComeOnceToo() throws Exception {
        publish(2);
        look();
        topic.replace();
        publish(3);
        List<String> told = new ArrayList<>();
        List<LogReader> readers = new ArrayList<>();
        topic.meanwhile(() -> {
            readIfAsked();
            readers.add(reader());
            publish(1);
            readIfAsked();
            told.addAll(told(readers.get(0)));
        });
        look();
        topic.meanwhile(() -> {});
        told.addAll(told(readers.get(0)));
        read();
        told.addAll(told(readers.get(0)));
        assertThat(told).contains("event 5").doesNotHaveDuplicates();
    }

    @Test
    void whileTheEndsOfTheNewTopicAreUnknownNothingIsReadAndThenItGoesOn() throws Exception {
        LogReader reader = readerAfter(2);
        topic.replace();
        topic.isLeaderless();
        assertThatThrownBy(this::look).isInstanceOf(KafkaTrouble.class);
        assertThat(logWriter.nextRead().position()).isEmpty();
        topic.answersTruly();
        look();
        assertThat(told(reader)).containsExactly("topic_replaced");
        publish(1);
        read();
        assertThat(told(reader)).containsExactly("event 2");
    }

    @Test
    void readingThatAWrongAnswerStoppedContinuesWhereItWas() throws Exception {
        LogReader reader = readerAfter(2);
        topic.isToldOfAs("another");
        topic.isLeaderless();
        assertThatThrownBy(this::look).isInstanceOf(KafkaTrouble.class);
        topic.answersTruly();
        look();
        publish(1);
        read();
        assertThat(told(reader)).containsExactly("event 2");
    }

    @Test
    void anOutdatedAnswerOfABrokerDoesNotBringBackTheFormerTopic() throws Exception {
        LogReader reader = readerAfter(1);
        topic.replace();
        look();
        assertThat(told(reader)).containsExactly("topic_replaced");
        topic.isToldOfAs("first");
        look();
        look();
        topic.answersTruly();
        look();
        topic.isToldOfAs("first");
        look();
        publish(1);
        read();
        assertThat(told(reader)).containsExactly("event 1");
    }

    @Test
    void aFormerTopicThatThreeLooksSeeReplacesTheNewOne() throws Exception {
        LogReader reader = readerAfter(1);
        topic.replace();
        look();
        assertThat(told(reader)).containsExactly("topic_replaced");
        topic.isToldOfAs("first");
        look();
        look();
        assertThat(told(reader)).isEmpty();
        look();
        assertThat(told(reader)).containsExactly("topic_replaced");
    }

    @Test
    void aBrokerThatKnowsNothingOfAddedPartitionsLagsBehind() throws Exception {
        LogReader reader = readerAfter(1);
        topic.grow();
        look();
        topic.isToldOfAs("first");
        look();
        assertThat(logWriter.nextRead().position().orElseThrow().partitions()).isEqualTo(2);
        assertThat(lag.partitions()).isEqualTo(2);
        publish(1);
        read();
        assertThat(told(reader)).containsExactly("event 1");
    }

    @Test
    void recordsThatTheReaderMissesAreLostIfTheTopicIsTheSameTwice() throws Exception {
        LogReader reader = readerAfter(5);
        topic.cutOff(3);
        publish(2);
        missing(Gap.behind(3));
        look();
        assertThat(told(reader)).isEmpty();
        look();
        assertThat(told(reader)).containsExactly("gap_in_log");
        read();
        look();
        look();
        assertThat(told(reader)).containsExactly("event 5", "event 6");
        assertThat(losses.total(Losses.Cause.TRUNCATED)).isEqualTo(1);
    }

    @Test
    void recordsThatWereDeletedBeforeTheyWereReadAreAGapAndReadingGoesOnAfterThem() throws Exception {
        LogReader reader = readerAfter(2);
        publish(4);
        missing(Gap.before(5));
        look();
        look();
        assertThat(told(reader)).containsExactly("gap_in_log");
        read();
        assertThat(told(reader)).containsExactly("event 5");
        assertThat(losses.total(Losses.Cause.DELETED)).isEqualTo(1);
    }

    /** The reader finds the gaps one by one. The looks at the ends find a gap that the reader cannot find. */
    @Test
    void lossesInSeveralPartitionsAreOneReset() throws Exception {
        LogReader reader = readerAfter(5);
        topic.grow();
        look();
        topic.cutOff(3);
        int generation = logWriter.nextRead().generation();
        logWriter.missing(generation, Map.of(1, Gap.before(7)));
        look();
        look();
        assertThat(told(reader)).containsExactly("gap_in_log");
        assertThat(log.nextOffset(0)).isEqualTo(3);
        assertThat(log.nextOffset(1)).isEqualTo(7);
    }

    /** A leader that does not answer about another partition does not stop the reading of this one. */
    @Test
    void aPartitionWithoutALeaderHoldsUpNoOther() throws Exception {
        LogReader reader = readerAfter(5);
        missing(Gap.behind(3));
        topic.isLeaderless();
        assertThatThrownBy(this::look).isInstanceOf(KafkaTrouble.class);
        assertThatThrownBy(this::look).isInstanceOf(KafkaTrouble.class);
        assertThat(told(reader)).containsExactly("gap_in_log");
    }

    @Test
    void aRecordThatIsReadAfterAllIsNotMissing() throws Exception {
        LogReader reader = readerAfter(5);
        missing(Gap.behind(3));
        look();
        publish(1);
        read();
        look();
        look();
        assertThat(told(reader)).containsExactly("event 5");
    }

    @Test
    void anOperatorIsToldOfTheNewTopicAlone() throws Exception {
        readerAfter(5);
        topic.replace();
        try (Lines lines = new Lines(Losses.class)) {
            missing(Gap.behind(0));
            look();
            look();
            assertThat(lines.all())
                    .containsExactly("WARNING TCAST1006W: Topic task-updates was replaced: every client reloads");
        }
    }

    private void readIfAsked() {
        if (logWriter.nextRead().position().isPresent()) {
            read();
        }
    }

    /** The reasons of resets, and the task ids of events, that came since the last call. */
    private static List<String> told(LogReader reader) {
        List<String> all = new ArrayList<>();
        for (Optional<Delivery> next = reader.next(); next.isPresent(); next = reader.next()) {
            String text = next.get().frame().text();
            String mark = text.contains("\"type\":\"reset\"") ? "\"reason\":\"" : "\"task\":{\"id\":\"";
            String rest = text.substring(text.indexOf(mark) + mark.length());
            all.add(rest.substring(0, rest.indexOf('"')));
        }
        return all;
    }
}
