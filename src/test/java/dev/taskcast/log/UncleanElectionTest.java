package dev.taskcast.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.config.WindowSettings;
import dev.taskcast.events.Audience;
import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.wire.Beginning;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.Epochs;
import dev.taskcast.wire.ResetReason;
import dev.taskcast.wire.Resume;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Kafka has lost records that a device saw, and has written other records at their offsets. */
class UncleanElectionTest {
    private static final int OLD = 4;
    private static final int NEW = 6;
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final TaskLog log = log(0);
    /** Another replica, which does not notice the loss. */
    private final TaskLog unaware = log(0);

    @Test
    void aDeviceThatSawWhatWasCutOffIsResetByAReplicaThatNeverReadIt() {
        read(log, 0, 100, OLD);
        String seen = cursor(log);
        TaskLog late = log(0);
        read(late, 0, 50, OLD);
        read(late, 50, 150, NEW);
        assertReset(late, seen);
    }

    @Test
    void aReplicaThatReadOnlyTheLaterRecordsResetsTheDevice() {
        read(log, 0, 100, OLD);
        String seen = cursor(log);
        TaskLog late = log(60);
        read(late, 60, 150, NEW);
        assertReset(late, seen);
    }

    @Test
    void aReplicaThatHasNotReadThatFarAgainResetsTheDevice() {
        read(log, 0, 100, OLD);
        String seen = cursor(log);
        TaskLog late = log(0);
        read(late, 0, 50, OLD);
        read(late, 50, 60, NEW);
        assertReset(late, seen);
    }

    @Test
    void theReplicaThatSawTheLossResetsTheDevice() {
        read(log, 0, 100, OLD);
        String seen = cursor(log);
        log.lost(Map.of(0, Gap.behind(50)));
        read(log, 50, 150, NEW);
        assertReset(log, seen);
    }

    /** The other replica still holds what Kafka has lost, and would send it a second time. */
    @Test
    void aDeviceThatWasToldOfTheLossIsResetByAReplicaThatHasNotNoticedIt() {
        readBoth(0, 100, OLD);
        log.lost(Map.of(0, Gap.behind(50)));
        assertReset(unaware, cursor(log));
    }

    @Test
    void aReplicaThatHasReadOnlyLostRecordsResetsTheDevice() {
        TaskLog late = log(50);
        read(log, 0, 50, OLD);
        read(log, 50, 100, OLD + 1);
        read(late, 50, 100, OLD + 1);
        log.lost(Map.of(0, Gap.behind(50)));
        assertReset(late, cursor(log));
    }

    @Test
    void theDeviceIsResetIfOffsetsWithoutARecordAreBeforeTheLoss() {
        readBoth(0, 48, OLD);
        readBoth(50, 100, OLD + 1);
        log.lost(Map.of(0, Gap.behind(50)));
        assertReset(unaware, cursor(log));
    }

    @Test
    void theDeviceIsResetIfEveryRecordIsLost() {
        readBoth(0, 100, OLD);
        log.lost(Map.of(0, Gap.behind(0)));
        assertReset(unaware, cursor(log));
        log.lost(Map.of(0, Gap.all(60)));
        assertReset(unaware, cursor(log));
    }

    @Test
    void theDeviceIsResetAfterASecondLoss() {
        readBoth(0, 50, OLD);
        readBoth(50, 100, OLD + 4);
        log.lost(Map.of(0, Gap.behind(50)));
        log.lost(Map.of(0, Gap.behind(40)));
        assertThat(log.cursor().orElseThrow().epoch(0)).isEqualTo(OLD + 5);
        assertReset(unaware, cursor(log));
    }

    @Test
    void aReplicaThatLagsResetsTheDevice() {
        TaskLog lagging = log(0);
        read(log, 0, 100, OLD);
        read(lagging, 0, 40, OLD);
        log.lost(Map.of(0, Gap.behind(50)));
        Cursor seen = Replicas.cursor(cursor(log));
        LogReader reader = lagging.subscribe("ada", Replicas::nobody);
        assertThat(reader.beginAfter(seen, Replicas::nobody)).isEmpty();
        read(lagging, 40, 100, OLD);
        assertThat(Replicas.reason(reader.beginAfter(seen, Replicas::nobody).orElseThrow()))
                .contains(ResetReason.GAP_IN_LOG);
    }

    /** Kafka compares this epoch with its own records. */
    @Test
    void readingGoesOnWithTheLeaderOfTheLastRecordThatIsLeft() {
        read(log, 0, 50, OLD);
        read(log, 50, 100, OLD + 1);
        log.lost(Map.of(0, Gap.behind(50)));
        assertThat(log.position().orElseThrow().epoch(0)).isEqualTo(OLD);
        assertThat(log.position().orElseThrow().next(0)).isEqualTo(50);
        log.lost(Map.of(0, Gap.behind(0)));
        assertThat(log.position().orElseThrow().epoch(0)).isEqualTo(Epochs.UNKNOWN);
    }

    @Test
    void onceMoreRecordsAreReadThanWereLostItsCursorIsGoodAgain() {
        read(log, 0, 100, OLD);
        log.lost(Map.of(0, Gap.behind(50)));
        read(log, 50, 120, NEW);
        TaskLog other = log(0);
        read(other, 0, 50, OLD);
        read(other, 50, 150, NEW);
        LogReader reader = other.subscribe("ada", Replicas::nobody);
        assertThat(reader.beginAfter(Replicas.cursor(cursor(log)), Replicas::nobody)
                        .orElseThrow()
                        .resume())
                .isEqualTo(Resume.RESUMED);
        assertThat(Replicas.drain(reader)).hasSize(30);
    }

    @Test
    void aDeviceThatSawOnlyWhatIsThereStillGetsTheRest() {
        read(log, 0, 50, OLD);
        String seen = cursor(log);
        TaskLog late = log(0);
        read(late, 0, 50, OLD);
        read(late, 50, 150, NEW);
        LogReader reader = late.subscribe("ada", Replicas::nobody);
        assertThat(reader.beginAfter(Replicas.cursor(seen), Replicas::nobody)
                        .orElseThrow()
                        .resume())
                .isEqualTo(Resume.RESUMED);
        assertThat(Replicas.drain(reader)).hasSize(100);
    }

    @Test
    void aCursorOfTheEarlierFormIsJudgedByItsOffsetAlone() {
        read(log, 0, 50, OLD);
        read(log, 50, 150, NEW);
        Cursor earlier = new Cursor(Replicas.TOPIC, new long[] {100});
        LogReader reader = log.subscribe("ada", Replicas::nobody);
        assertThat(reader.beginAfter(earlier, Replicas::nobody).orElseThrow().resume())
                .isEqualTo(Resume.RESUMED);
    }

    /** An offset without a record, such as the end of a transaction, has an epoch too. */
    @Test
    void replicasThatWereToldOfDifferentOffsetsWithoutARecordAgree() {
        read(log, 0, 50, OLD);
        log.skip(0, 51, NEW);
        String seen = cursor(log);
        TaskLog other = log(0);
        read(other, 0, 50, OLD);
        read(other, 51, 60, NEW);
        assertThat(other.subscribe("ada", Replicas::nobody)
                        .beginAfter(Replicas.cursor(seen), Replicas::nobody)
                        .orElseThrow()
                        .resume())
                .isEqualTo(Resume.RESUMED);
        assertThat(log.cursor().orElseThrow().epoch(0)).isEqualTo(NEW);
    }

    @Test
    void afterALossNothingIsClaimedAboutTheLeader() {
        read(log, 0, 50, OLD);
        log.lost(Map.of(0, Gap.before(80)));
        assertThat(Replicas.cursor(cursor(log)).epoch(0)).isNegative();
    }

    private static void assertReset(TaskLog log, String seen) {
        LogReader reader = log.subscribe("ada", Replicas::nobody);
        Beginning beginning =
                reader.beginAfter(Replicas.cursor(seen), Replicas::nobody).orElseThrow();
        assertThat(Replicas.reason(beginning)).contains(ResetReason.GAP_IN_LOG);
    }

    private static TaskLog log(long from) {
        TaskLog log = new TaskLog(new WindowSettings(64 << 20, Duration.ofMinutes(15)), InstantSource.fixed(NOW));
        log.open(Replicas.TOPIC, new long[] {from});
        log.caughtUp();
        return log;
    }

    private static void read(TaskLog log, long from, long to, int epoch) {
        for (long offset = from; offset < to; offset++) {
            SourceRecord record =
                    new SourceRecord(0, offset, epoch, NOW.toEpochMilli(), new byte[0], SourceRecord.Headers.NONE);
            log.append(
                    record,
                    new TaskEvent(
                            "task.updated", new Audience.Users(List.of("ada")), "{\"id\":" + offset + "}", "i", NOW));
        }
    }

    private void readBoth(long from, long to, int epoch) {
        read(log, from, to, epoch);
        read(unaware, from, to, epoch);
    }

    private static String cursor(TaskLog log) {
        return log.cursor().orElseThrow().encode();
    }
}
