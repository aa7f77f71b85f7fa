package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A partition that stands is told from partitions that Kafka's client reads one after the other. */
class StandstillTest {
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Standstill standstill = new Standstill();
    private final long[] next = {0, 0};
    private final long[] ends = {1_000, 1_000};
    private long[] past = {};
    private Instant now = Instant.parse("2026-11-27T10:00:00Z");

    @Test
    void partitionsThatMoveInTurnAreNoSilence() {
        for (int look = 0; look < 40; look++) {
            next[look % 2] += 10;
            look();
        }
        assertThat(standstill.silence()).isLessThanOrEqualTo(LOOK);
    }

    @Test
    void aPartitionThatStandsIsASilenceAlthoughTheOtherMoves() {
        for (int look = 0; look < 40; look++) {
            next[0] += 10;
            look();
        }
        assertThat(standstill.silence()).isGreaterThan(LOOK.multipliedBy(30));
    }

    @Test
    void theSilenceEndsWhenThePartitionMoves() {
        look();
        look();
        look();
        assertThat(standstill.silence()).isEqualTo(LOOK);
        next[0]++;
        next[1]++;
        look();
        assertThat(standstill.silence()).isZero();
    }

    @Test
    void aPartitionThatIsAddedBeginsAtItsFirstLook() {
        look();
        look();
        standstill.look(new long[] {1_000, 1_000, 0}, new long[] {1_000, 1_000, 5}, past, now);
        assertThat(standstill.silence()).isZero();
    }

    /** While a replica reads the past, a partition waits until the others have read the same time. */
    @Test
    void whilePartitionsWaitForEachOtherOnlyAStandstillOfAllIsASilence() {
        past = ends.clone();
        for (int look = 0; look < 40; look++) {
            next[0] += 10;
            look();
        }
        assertThat(standstill.silence()).isLessThanOrEqualTo(LOOK);
        for (int look = 0; look < 40; look++) {
            look();
        }
        assertThat(standstill.silence()).isGreaterThan(LOOK.multipliedBy(30));
    }

    /** The other partition has read its past, and gets new records all the time. */
    @Test
    void newRecordsOfAnotherPartitionExcuseNoStandstillInThePast() {
        past = new long[] {0, 1_000};
        for (int look = 0; look < 40; look++) {
            next[0] += 10;
            look();
        }
        assertThat(standstill.silence()).isGreaterThan(LOOK.multipliedBy(30));
    }

    @Test
    void aTopicThatWasMadeAgainMayHaveFewerPartitions() {
        past = ends.clone();
        look();
        past = new long[] {1_000};
        standstill.look(new long[] {0}, new long[] {1_000}, past, now);
        assertThat(standstill.silence()).isZero();
    }

    private void look() {
        standstill.look(next.clone(), ends.clone(), past, now);
        now = now.plus(LOOK);
    }
}
