package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** An open transaction is reported with its partition and offset. */
class TopicLagTest {
    private final TopicLag lag = new TopicLag();
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void unreadRecordsAreCountedByPartition() {
        look(new long[] {5, 7}, new long[] {9, 7}, new long[] {12, 7});
        assertThat(lag.partitions()).isEqualTo(2);
        assertThat(lag.records(0)).isEqualTo(7);
        assertThat(lag.records(1)).isZero();
    }

    @Test
    void aPartitionThatIsNotKnownToTheLogYetCountsFromItsStart() {
        look(new long[] {5}, new long[] {5, 3}, new long[] {5, 3});
        assertThat(lag.records(1)).isEqualTo(3);
    }

    @Test
    void aTransactionThatStaysOpenIsToldWithItsPlaceUntilItEnds() {
        look(new long[] {5, 9}, new long[] {5, 9}, new long[] {5, 12});
        assertThat(lag.hindrance()).isEmpty();
        now = now.plusSeconds(10);
        look(new long[] {5, 9}, new long[] {5, 9}, new long[] {5, 20});
        assertThat(lag.hindrance()).hasValueSatisfying(reason -> assertThat(reason)
                .contains("open transaction", "partition 1", "offset 9"));
        look(new long[] {5, 20}, new long[] {5, 21}, new long[] {5, 21});
        assertThat(lag.hindrance()).isEmpty();
    }

    @Test
    void transactionsThatFollowOneAnotherHinderNobody() {
        for (int transaction = 0; transaction < 20; transaction++) {
            look(new long[] {transaction}, new long[] {transaction}, new long[] {transaction + 3});
            now = now.plusSeconds(8);
        }
        assertThat(lag.hindrance()).isEmpty();
    }

    @Test
    void aPartitionIsBehindSinceALookSawWhatIsNotReadYet() {
        look(new long[] {5}, new long[] {9}, new long[] {9});
        assertThat(lag.unreadFor(0)).isZero();
        now = now.plusSeconds(5);
        look(new long[] {7}, new long[] {12}, new long[] {12});
        assertThat(lag.unreadFor(0)).isEqualTo(Duration.ofSeconds(5));
        now = now.plusSeconds(5);
        // The records that the first look saw are read; the second look saw the others.
        look(new long[] {9}, new long[] {12}, new long[] {12});
        assertThat(lag.unreadFor(0)).isEqualTo(Duration.ofSeconds(5));
        now = now.plusSeconds(5);
        look(new long[] {12}, new long[] {12}, new long[] {12});
        assertThat(lag.unreadFor(0)).isZero();
        assertThat(lag.position(0)).isEqualTo(12);
    }

    /** A topic that is created again begins at 0. */
    @Test
    void deletedRecordsDoNotWait() {
        look(new long[] {5}, new long[] {9}, new long[] {9});
        now = now.plusSeconds(60);
        look(new long[] {0}, new long[] {2}, new long[] {2});
        assertThat(lag.unreadFor(0)).isZero();
    }

    @Test
    void aLagOfHoursIsKnownAndTakesNoMoreMemory() {
        UnreadSince unread = new UnreadSince();
        Instant begin = now;
        for (int look = 1; look < 10_000; look++) {
            assertThat(unread.look(0, look, now)).contains(begin);
            now = now.plusSeconds(2);
        }
        assertThat(unread.size()).isLessThanOrEqualTo(UnreadSince.MOST);
        Instant since = unread.look(5_000, 10_000, now).orElseThrow();
        assertThat(since).isBetween(begin.plusSeconds(10_000), now);
    }

    @Test
    void theAgeOfTheLastLookIsTold() {
        assertThat(lag.sinceLook(now)).isEmpty();
        look(new long[] {5}, new long[] {9}, new long[] {9});
        assertThat(lag.sinceLook(now.plusSeconds(3))).contains(Duration.ofSeconds(3));
    }

    private void look(long[] next, long[] stable, long[] ends) {
        lag.look(next, new TopicInspector.Topic("id", stable, ends), now);
    }
}
