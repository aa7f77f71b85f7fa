package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.presence.Presence;
import dev.taskcast.presence.PresenceFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class PresenceWriterTest {
    /** Each producer is made on request, after the previous one was closed. */
    private final List<FakeProducer> producers = new ArrayList<>();

    private ApiException failure;
    private Throwable defect;
    private final PresenceFixture fixture = new PresenceFixture();
    private final Presence presence = fixture.presence();
    private final PresenceWriter writer = new PresenceWriter(
            new KafkaConnection(null, fixture::now) {
                @Override
                Producer<byte[], byte[]> producer() {
                    FakeProducer next = new FakeProducer(true);
                    next.failure = failure;
                    next.defect = defect;
                    producers.add(next);
                    return next;
                }
            },
            "presence",
            presence,
            fixture::now);

    @Test
    void aReplicaWritesItsOwnRecordBeforeThoseOfItsUsers() {
        fixture.open("ada");
        writer.write();
        assertThat(keys()).containsExactly(fixture.name(), fixture.name() + "/ada");
        writer.write();
        assertThat(keys()).hasSize(2);
        assertThat(writer.written()).isEqualTo(2);
    }

    @Test
    void aUserWhoHasGoneLeavesATombstoneWithTheTime() {
        fixture.open("ada");
        writer.write();
        fixture.close("ada");
        fixture.pass(Duration.ofSeconds(2));
        writer.write();
        assertThat(history()).hasSize(3).last().satisfies(record -> {
            assertThat(record.value()).isNull();
            assertThat(record.headers().lastHeader("ce_type").value())
                    .asString()
                    .isEqualTo("session.closed");
            assertThat(record.headers().lastHeader("last_seen").value())
                    .asString()
                    .isEqualTo(PresenceFixture.START.toString());
        });
    }

    @Test
    void repeatedFailuresAreTriedLessAndLessOften() {
        fixture.open("ada");
        failure = new TimeoutException("Topic not present in metadata");
        for (int tenth = 0; tenth < 600; tenth++) {
            writer.write();
            fixture.pass(Duration.ofMillis(100));
        }
        assertThat(producers).hasSizeBetween(9, 17);
    }

    /** Otherwise nothing was written for an hour, and all users of the replica were offline. */
    @Test
    void aClockThatIsSetBackLengthensNoPause() {
        fixture.open("ada");
        failure = new TimeoutException("Topic not present in metadata");
        writer.write();
        failure = null;
        fixture.setBack(Duration.ofHours(1));
        fixture.pass(Duration.ofSeconds(1));
        writer.write();
        fixture.readAgain();
        writer.write();
        assertThat(keys()).containsExactly(fixture.name(), fixture.name() + "/ada");
    }

    @Test
    void aReportThatCannotBeWrittenIsWrittenLaterAndNoOtherIsTried() {
        for (int i = 0; i < 2_500; i++) {
            fixture.open("u" + i);
        }
        failure = new TimeoutException("Topic not present in metadata");
        writer.write();
        assertThat(producers).singleElement().satisfies(closed -> {
            assertThat(closed.sends).isOne();
            assertThat(closed.closed()).isTrue();
        });
        writer.write();
        assertThat(producers).as("no immediate second try").hasSize(1);
        failure = null;
        fixture.pass(Duration.ofMillis(500));
        writer.write();
        assertThat(keys()).as("the content of the topic is unknown").containsExactly(fixture.name());
        assertThat(presence.beginsAgain()).isTrue();
        fixture.readAgain();
        writer.write();
        assertThat(keys()).doesNotHaveDuplicates().hasSize(2_501);
        assertThat(writer.written()).isEqualTo(2_501);
    }

    @Test
    void aUserWhoseRecordCouldNotBeWrittenGetsItLater() {
        writer.write();
        fixture.open("ada");
        producers.get(0).failure = new TimeoutException("Expiring 1 record(s)");
        writer.write();
        fixture.pass(Duration.ofSeconds(1));
        writer.write();
        fixture.readAgain();
        writer.write();
        assertThat(keys()).containsSubsequence(fixture.name(), fixture.name() + "/ada");
    }

    @Test
    void aDefectLosesNothingThatIsToBeSaid() {
        fixture.open("ada");
        defect = new IllegalStateException("A defect");
        writer.write();
        defect = new OutOfMemoryError("Java heap space");
        fixture.pass(Duration.ofSeconds(10));
        writer.write();
        defect = null;
        fixture.pass(Duration.ofSeconds(10));
        writer.write();
        fixture.readAgain();
        writer.write();
        assertThat(keys()).containsExactly(fixture.name(), fixture.name() + "/ada");
    }

    @Test
    void anEndingReplicaShortensItsLeaseAndThenRemovesItsRecords() {
        fixture.open("ada");
        writer.write();
        writer.beginEnd();
        assertThat(history()).last().satisfies(record -> assertThat(text(record.value()))
                .contains("\"lease_ms\":2000"));
        fixture.pass(Presence.FAREWELL);
        writer.end();
        assertThat(keys().subList(3, 5)).containsExactly(fixture.name() + "/ada", fixture.name());
        assertThat(history().subList(3, 5))
                .allSatisfy(record -> assertThat(record.value()).isNull());
        assertThat(producers).allMatch(FakeProducer::closed);
    }

    @Test
    void aReplicaThatSaidNothingEndsInSilence() {
        fixture.open("ada");
        writer.beginEnd();
        writer.end();
        assertThat(producers).isEmpty();
    }

    private List<ProducerRecord<byte[], byte[]>> history() {
        return producers.stream().flatMap(made -> made.history().stream()).toList();
    }

    private List<String> keys() {
        return history().stream().map(record -> text(record.key())).toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
