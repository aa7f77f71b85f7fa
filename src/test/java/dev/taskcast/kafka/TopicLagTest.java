package dev.taskcast.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A transaction that does not end is told, with its partition and offset. */
class TopicLagTest {
    private final TopicLag lag = new TopicLag();
    private Instant now = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void whatIsNotReadIsCountedByPartition() {
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

    private void look(long[] next, long[] stable, long[] ends) {
        lag.look(next, new TopicInspector.Topic("id", stable, ends), now);
    }
}
