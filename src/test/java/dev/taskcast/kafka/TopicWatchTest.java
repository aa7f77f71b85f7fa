package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.taskcast.harness.Lines;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The watch keeps the log equal to the topic. An operator is told once about trouble, and once about its end. */
class TopicWatchTest extends LogWriterFixture {
    private static final Duration BACKOFF = Duration.ofSeconds(10);
    private static final int LOOKS = (int) Duration.ofMinutes(1).dividedBy(FakeTopic.SETTINGS.watchInterval());

    private final FakeConnection kafka = new FakeConnection(List.of());
    private Optional<String> reading = Optional.empty();
    private boolean noRoom;
    private final TopicConsumer consumer =
            new TopicConsumer(kafka, FakeTopic.SETTINGS, FakeTopic.WINDOW, logWriter, () -> now) {
                @Override
                Optional<String> trouble() {
                    if (noRoom) {
                        throw new OutOfMemoryError("as when there is no room");
                    }
                    return reading;
                }
            };
    private final TopicWatch watch = new TopicWatch(FakeTopic.SETTINGS, kafka, logWriter, consumer, () -> now);
    private final Lines lines = new Lines(TopicWatch.class);

    @AfterEach
    void end() {
        lines.close();
    }

    @Test
    void beforeTheFirstLookNothingIsSaidToBeWell() {
        assertThat(watch.trouble()).contains("Kafka was not asked yet");
    }

    @Test
    void aLookMakesTheLogThatOfTheTopicAsItIs() {
        kafka.inspectors.add(topic);
        publish(2);
        watch.look();
        assertThat(watch.trouble()).isEmpty();
        read();
        assertThat(log.nextOffset(0)).isEqualTo(2);

        topic.replace();
        watch.look();
        assertThat(log.nextOffset(0)).isZero();
    }

    @Test
    void aTroubleIsToldUntilItIsOver() {
        kafka.inspectors.add(topic);
        topic.isInTrouble("topic task-updates does not exist: create it");
        watch.look();
        assertThat(watch.trouble()).contains("topic task-updates does not exist: create it");
        topic.answersTruly();
        watch.look();
        assertThat(watch.trouble()).isEmpty();
    }

    @Test
    void aTopicThatCannotBeReadIsTroubleThoughKafkaAnswers() {
        kafka.inspectors.add(topic);
        reading = Optional.of("not authorized");
        watch.look();
        assertThat(watch.trouble()).contains("not authorized");
        reading = Optional.empty();
        watch.look();
        assertThat(watch.trouble()).isEmpty();
    }

    /** A timer whose task throws does not run it again. */
    @Test
    void theWatchContinuesAfterALackOfMemory() {
        kafka.inspectors.add(topic);
        noRoom = true;
        assertThatCode(watch::look).doesNotThrowAnyException();
        assertThat(watch.trouble()).contains("Kafka client failed: OutOfMemoryError");
        noRoom = false;
        watch.look();
        assertThat(watch.trouble()).isEmpty();
    }

    @Test
    void theWatchContinuesAfterADefectAndHidesItsMessage() {
        kafka.inspectors.add(topic);
        topic.isDefective();
        watch.look();
        assertThat(watch.trouble()).contains("Kafka client failed: IllegalStateException");
        assertThat(lines.count("A defect")).isZero();
        topic.answersTruly();
        watch.look();
        assertThat(watch.trouble()).isEmpty();
    }

    @Test
    void aClientThatCannotBeMadeIsMadeLaterAndKept() {
        watch.look();
        assertThat(watch.trouble()).isPresent();
        kafka.inspectors.add(topic);
        now = now.plus(BACKOFF);
        watch.look();
        watch.look();
        assertThat(watch.trouble()).isEmpty();
    }

    /** Each try reads files and asks DNS, and a wrong password can lock an account. */
    @Test
    void aClientThatCannotBeMadeIsTriedLessAndLessOften() {
        lookForAMinute();
        // The waits are 4 s, 8 s, 10 s, 10 s and so on, each by chance up to a half shorter.
        assertThat(kafka.inspectorsAskedFor).isBetween(7, 13);
        assertThat(watch.trouble()).isPresent();
    }

    @Test
    void onlyABrokerThatRefusesUsIsAskedLessAndLessOften() {
        kafka.inspectors.add(topic);
        topic.isInTrouble("no answer");
        lookForAMinute();
        assertThat(topic.looks()).isEqualTo(LOOKS);
        topic.refuses("the broker refuses the user");
        lookForAMinute();
        assertThat(topic.looks() - LOOKS).isBetween(7, 13);
    }

    /** Otherwise nobody looked at the topic for an hour, and the gateway was not ready. */
    @Test
    void aClockThatIsSetBackLengthensNoPause() {
        kafka.inspectors.add(topic);
        topic.refuses("the broker refuses the user");
        watch.look();
        topic.answersTruly();
        watch.look();
        assertThat(watch.trouble()).as("not at once").isPresent();
        now = now.minus(HOUR).plusSeconds(15);
        watch.look();
        assertThat(watch.trouble()).isEmpty();
    }

    private void lookForAMinute() {
        for (int i = 0; i < LOOKS; i++) {
            watch.look();
            now = now.plus(FakeTopic.SETTINGS.watchInterval());
        }
    }

    @Test
    void eachChangeIsLoggedOnce() {
        kafka.inspectors.add(topic);
        watch.look();
        watch.look();
        topic.isInTrouble("no answer");
        watch.look();
        watch.look();
        topic.isInTrouble("no such topic");
        watch.look();
        topic.answersTruly();
        watch.look();
        assertThat(lines.all())
                .containsExactly(
                        "INFO TCAST1015I: Kafka answers; topic task-updates is there",
                        "WARNING TCAST1016W: Kafka cannot be used: no answer. Trying again until it can",
                        "WARNING TCAST1016W: Kafka cannot be used: no such topic. Trying again until it can",
                        "INFO TCAST1015I: Kafka answers; topic task-updates is there");
    }

    /** The reason is in the health answer, which any client may see. */
    @Test
    void onlyTheLogNamesTheBroker() {
        kafka.inspectors.add(topic);
        topic.isSilent(new BrokerFault(BrokerFault.Kind.WANTS_TLS, "kafka.internal:9093"));
        watch.look();
        assertThat(watch.trouble()).contains("no broker answers: the broker requires TLS: see KAFKA_SECURITY_PROTOCOL");
        assertThat(lines.all())
                .containsExactly(
                        "WARNING TCAST1016W: Kafka cannot be used: no broker answers: the broker requires TLS: see"
                                + " KAFKA_SECURITY_PROTOCOL (kafka.internal:9093). Trying again until it can");
    }

    /** Liveness fails when records have waited too long without being read. */
    @Test
    void recordsUnreadWhileKafkaDoesNotAnswerAreNotTheChannelsFault() {
        kafka.inspectors.add(topic);
        watch.look();
        publish(1);
        for (int i = 0; i < 3; i++) {
            watch.look();
            now = now.plusSeconds(40);
        }
        assertThat(logWriter.silence()).hasSeconds(40);
        topic.isInTrouble("no answer");
        watch.look();
        assertThat(logWriter.silence()).isZero();
    }

    @Test
    void theClientThatAsksKafkaIsClosedInTheEnd() {
        kafka.inspectors.add(topic);
        watch.look();
        watch.stop();
        assertThat(topic.isClosed()).isTrue();
    }

    @Test
    void aWatchThatNeverLookedStopsToo() {
        watch.stop();
        assertThat(watch.trouble()).isPresent();
    }
}
