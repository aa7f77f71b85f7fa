package dev.taskcast.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.reliability.Finding.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Shows that the oracle reports each way in which the guarantee can be broken. */
class OracleTest {
    private final Oracle oracle = new Oracle();
    private final Witness witness = oracle.witness("device", Set.of("u1", "everyone"));

    @Test
    void everythingOnceAndInOrderIsSilent() {
        see("u1-1", "everyone-1", "u1-2", "u1-3");
        assertThat(verdict()).matches(Oracle.Verdict::isSilent, "is silent");
    }

    @Test
    void anEventThatNeverCameIsLost() {
        see("u1-1", "u1-3");
        assertThat(verdict().counts()).containsExactlyInAnyOrderEntriesOf(Map.of(Kind.LOST, 2));
        assertThat(verdict().first()).extracting(Finding::what).contains("u1-2", "everyone-1");
    }

    @Test
    void theVerdictTellsADeviceThatGotNothingAnyMoreFromOneThatLostSome() {
        see("u1-1");
        Witness other = oracle.witness("other", Set.of("u1", "u1+u2", "everyone"));
        other.event("u1-3");
        other.event("u1+u2-1");
        Oracle.Verdict verdict =
                oracle.judge(Map.of("u1", 3L, "u1+u2", 2L, "everyone", 1L), Duration.ofSeconds(5), Duration.ZERO);
        assertThat(verdict.lost())
                .hasToString("2 devices, 1 of which got no more events of any series; lost "
                        + "events {everyone=2, own=4, shared=1}");
    }

    @Test
    void anEventThatComesAgainIsDuplicated() {
        see("u1-1", "everyone-1", "u1-2", "u1-3", "u1-2");
        assertThat(verdict().counts()).containsExactlyInAnyOrderEntriesOf(Map.of(Kind.DUPLICATED, 1));
    }

    @Test
    void anEventThatComesLateIsReordered() {
        see("u1-1", "everyone-1", "u1-3", "u1-2");
        assertThat(verdict().counts()).containsExactlyInAnyOrderEntriesOf(Map.of(Kind.REORDERED, 1));
    }

    @Test
    void anEventForAnotherUserIsForeign() {
        see("u1-1", "everyone-1", "u1-2", "u1-3", "u2-1");
        assertThat(verdict().counts()).containsExactlyInAnyOrderEntriesOf(Map.of(Kind.FOREIGN, 1));
    }

    @Test
    void aResetCountsUnlessItIsExpected() {
        oracle.expectResets("topic_replaced");
        see("u1-1", "everyone-1", "u1-2", "u1-3");
        witness.reset("topic_replaced");
        assertThat(verdict()).matches(Oracle.Verdict::isSilent, "is silent");
        witness.reset("out_of_window");
        assertThat(verdict().counts()).containsExactlyInAnyOrderEntriesOf(Map.of(Kind.RESET, 1));
    }

    @Test
    void aResetThatIsDemandedAndDoesNotComeIsAFinding() {
        oracle.demandResets("gap_in_log");
        see("u1-1", "everyone-1", "u1-2", "u1-3");
        assertThat(verdict().counts()).containsExactlyInAnyOrderEntriesOf(Map.of(Kind.NOT_RESET, 1));
    }

    @Test
    void aResetThatIsDemandedMayComeOnce() {
        oracle.demandResets("gap_in_log");
        see("u1-1", "everyone-1", "u1-2", "u1-3");
        witness.reset("gap_in_log");
        assertThat(verdict()).matches(Oracle.Verdict::isSilent, "is silent");
        witness.reset("gap_in_log");
        assertThat(verdict().counts()).containsExactlyInAnyOrderEntriesOf(Map.of(Kind.NOT_RESET, 1));
    }

    @Test
    void twoEventsWithOneIdAreAFindingUnlessAResetIsBetween() {
        oracle.watchIds();
        see("u1-1", "everyone-1", "u1-2", "u1-3");
        witness.id("0-5");
        oracle.expectResets("topic_replaced");
        witness.reset("topic_replaced");
        witness.id("0-5");
        assertThat(verdict()).matches(Oracle.Verdict::isSilent, "is silent");
        witness.id("0-5");
        assertThat(verdict().counts()).containsExactlyInAnyOrderEntriesOf(Map.of(Kind.SAME_ID, 1));
    }

    private void see(String... tasks) {
        for (String task : tasks) {
            witness.event(task);
        }
    }

    private Oracle.Verdict verdict() {
        return oracle.judge(Map.of("u1", 3L, "everyone", 1L), Duration.ofSeconds(5), Duration.ZERO);
    }
}
