package dev.taskcast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Batches get smaller when many are in memory, and together they stay within the budget. */
class FrameBudgetTest {
    private static final int WANTED = 256 << 10;

    private final FrameBudget budget = new FrameBudget(16 * WANTED);

    @Test
    void aBatchAloneGetsAllThatItWants() {
        assertThat(budget.take(WANTED)).isEqualTo(WANTED);
        budget.giveBack(WANTED);
        assertThat(budget.take(WANTED)).isEqualTo(WANTED);
    }

    @Test
    void aNewFrameGetsLessWhenMoreAreUnderWayAndNeverMoreThanIsLeft() {
        int last = WANTED;
        long sum = 0;
        for (int i = 0; i < 10_000; i++) {
            int share = budget.take(WANTED);
            assertThat(share).isBetween(0, last);
            sum += share;
            last = share;
        }
        assertThat(sum).isEqualTo(budget.underWay()).isLessThanOrEqualTo(16L * WANTED);
        assertThat(last).isLessThan(16);
    }

    @Test
    void aShareThatIsGivenBackIsFreeForOthers() {
        int[] shares = new int[100];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = budget.take(WANTED);
        }
        for (int share : shares) {
            budget.giveBack(share);
        }
        assertThat(budget.underWay()).isZero();
        assertThat(budget.take(WANTED)).isEqualTo(WANTED);
    }

    @Test
    void aBatchThatBecameLongerThanItsShareLeavesLessForTheNext() {
        budget.take(WANTED);
        budget.giveBack(-20 * WANTED);
        assertThat(budget.take(WANTED)).isZero();
        budget.giveBack(21 * WANTED);
        assertThat(budget.take(WANTED)).isEqualTo(WANTED);
    }
}
