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
    /** Each made when one is asked for, after the one before was closed. */
    private final List<FakeProducer> producers = new ArrayList<>();

    private ApiException failure;
    private Throwable defect;
    private final PresenceFixture fixture = new PresenceFixture();
    private final Presence presence = fixture.presence();
    private final PresenceWriter writer = new PresenceWriter(
            new KafkaConnection(null) {
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
            presence);

    @Test
    void aReplicaSaysThatItIsThereAndThenWhoIs() {
        fixture.open("ada");
        writer.write();
        assertThat(keys()).containsExactly(fixture.name(), fixture.name() + "/ada");
        writer.write();
        assertThat(keys()).hasSize(2);
        assertThat(writer.written()).isEqualTo(2);
    }

    @Test
    void whoHasGoneLeavesATombstoneThatTellsWhen() {
        fixture.open("ada");
        writer.write();
        fixture.close("ada");
        fixture.pass(Duration.ofSeconds(2));
        writer.write();
        assertThat(history()).hasSize(3).last().satisfies(record -> {
            assertThat(record.value()).isNull();
            assertThat(record.headers().lastHeader("last_seen").value())
                    .asString()
                    .isEqualTo(PresenceFixture.START.toString());
        });
    }

    @Test
    void whatCannotBeWrittenIsSaidLaterAndNothingElseIsTriedMeanwhile() {
        for (int i = 0; i < 2_500; i++) {
            fixture.open("u" + i);
        }
        failure = new TimeoutException("Topic not present in metadata");
        writer.write();
        assertThat(producers).singleElement().satisfies(closed -> {
            assertThat(closed.sends).isOne();
            assertThat(closed.closed()).isTrue();
        });
        failure = null;
        writer.write();
        assertThat(keys()).doesNotHaveDuplicates().hasSize(2_501);
        assertThat(writer.written()).isEqualTo(2_501);
    }

    @Test
    void aDefectLosesNothingThatIsToBeSaid() {
        fixture.open("ada");
        defect = new IllegalStateException("A defect");
        writer.write();
        defect = new OutOfMemoryError("Java heap space");
        writer.write();
        defect = null;
        writer.write();
        assertThat(keys()).containsExactly(fixture.name(), fixture.name() + "/ada");
    }

    @Test
    void theLastWordIsAShortLease() {
        fixture.open("ada");
        writer.write();
        writer.close();
        assertThat(history()).last().satisfies(record -> assertThat(text(record.value()))
                .contains("\"lease_until\":\"" + PresenceFixture.START.plusSeconds(2)));
        assertThat(producers).allMatch(FakeProducer::closed);
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
