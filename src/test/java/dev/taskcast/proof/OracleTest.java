package dev.taskcast.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.proof.Finding.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** For each kind of finding, the oracle reports one run, and does not report a similar run that is right. */
class OracleTest extends OracleCase {
    @Test
    void aRightRunIsGood() {
        publish("ada", 3);
        publish("everyone", 1);
        see("ada-1", "everyone-1", "ada-2", "ada-3");
        assertThat(oracle.judge().isGood()).isTrue();
    }

    @Test
    void aRunWithoutDeliveriesProvesNothing() {
        assertThat(oracle.judge().isGood()).isFalse();
    }

    @Test
    void anEventThatNeverCameIsLost() {
        publish("ada", 3);
        see("ada-1", "ada-3");
        assertFound(Map.of(Kind.LOST, 1L));
    }

    @Test
    void anEventThatIsStillOnItsWayIsNotYetLost() {
        publish("ada", 2);
        see("ada-1");
        assertThat(oracle.behind(Map.of("ada", 1))).isZero();
        assertThat(oracle.behind(oracle.ledger().sent())).isEqualTo(1);
        assertThat(oracle.wrong()).isZero();
    }

    @Test
    void anEventThatComesTwiceIsDoubled() {
        publish("ada", 2);
        see("ada-1", "ada-2", "ada-1");
        assertFound(Map.of(Kind.DOUBLED, 1L));
    }

    @Test
    void aFindingHasWhatItsDeviceWasSentBefore() {
        publish("ada", 30);
        for (int number = 1; number <= 30; number++) {
            see("ada-" + number);
        }
        ada.welcome("welcome resumed by 127.0.0.1:1");
        see("ada-1");
        List<String> before = oracle.first().get(0).before();
        assertThat(before).hasSize(16);
        assertThat(before.get(0)).matches("....-..-..T\\S+Z ada-16");
        assertThat(before.get(15)).endsWith("Z welcome resumed by 127.0.0.1:1");
    }

    @Test
    void anEventThatComesTooLateIsReordered() {
        publish("ada", 3);
        see("ada-1", "ada-3", "ada-2");
        assertFound(Map.of(Kind.REORDERED, 1L));
    }

    @Test
    void betweenSeriesThereIsNoOrder() {
        publish("ada", 1);
        publish("everyone", 1);
        see("everyone-1", "ada-1");
        assertFound(Map.of());
    }

    @Test
    void anEventOfSomebodyElseIsForeign() {
        publish("ada", 1);
        publish("bob", 1);
        see("ada-1", "bob-1");
        assertFound(Map.of(Kind.FOREIGN, 1L));
    }

    @Test
    void anEventThatNobodyPublishedIsForeign() {
        publish("ada", 1);
        see("ada-1", "ada-2", "ada-0", "ada-x", "x");
        assertFound(Map.of(Kind.FOREIGN, 4L));
    }

    @Test
    void theWelcomeOfSomebodyElseIsForeign() {
        publish("ada", 1);
        see("ada-1");
        ada.stranger("welcome of bob");
        assertFound(Map.of(Kind.FOREIGN, 1L));
    }

    @Test
    void aResetWithoutAReasonIsWrong() {
        publish("ada", 1);
        see("ada-1");
        ada.reset("gap_in_log");
        assertFound(Map.of(Kind.RESET, 1L));
    }

    @Test
    void aResetForAnotherReasonIsWrong() {
        publish("ada", 1);
        see("ada-1");
        Pardon pardon = oracle.pardon(Set.of("out_of_window"), device -> true);
        ada.reset("gap_in_log");
        pardon.close();
        assertFound(Map.of(Kind.RESET, 1L));
    }

    @Test
    void aResetOfAnotherDeviceIsWrong() {
        publish("ada", 1);
        see("ada-1");
        Pardon pardon = oracle.pardon(Set.of("out_of_window"), device -> device.startsWith("bob"));
        ada.reset("out_of_window");
        pardon.close();
        assertFound(Map.of(Kind.RESET, 1L));
    }

    @Test
    void aResetAfterThePardonIsWrong() {
        publish("ada", 1);
        see("ada-1");
        oracle.pardon(Set.of("out_of_window"), device -> true).close();
        ada.reset("out_of_window");
        assertFound(Map.of(Kind.RESET, 1L));
    }

    @Test
    void aJustifiedResetExcusesWhatWasPublishedBefore() {
        publish("ada", 3);
        see("ada-1");
        Pardon pardon = oracle.pardon(Set.of("out_of_window"), device -> true);
        ada.reset("out_of_window");
        pardon.close();
        assertThat(oracle.behind(oracle.ledger().sent())).isZero();
        Verdict verdict = oracle.judge();
        assertThat(verdict.isGood()).isTrue();
        assertThat(verdict.pardoned()).isEqualTo(1);
    }

    @Test
    void aJustifiedResetDoesNotExcuseWhatIsPublishedLater() {
        publish("ada", 2);
        see("ada-1");
        Pardon pardon = oracle.pardon(Set.of("out_of_window"), device -> true);
        ada.reset("out_of_window");
        pardon.close();
        publish("ada", 2);
        see("ada-4");
        assertFound(Map.of(Kind.LOST, 1L));
    }

    @Test
    void aJustifiedResetDoesNotExcuseARepetition() {
        publish("ada", 2);
        see("ada-1", "ada-2");
        Pardon pardon = oracle.pardon(Set.of("out_of_window"), device -> true);
        ada.reset("out_of_window");
        see("ada-2");
        pardon.close();
        assertFound(Map.of(Kind.DOUBLED, 1L));
    }

    @Test
    void aResetWhoseReasonIsUntoldNeedsAPardonToo() {
        publish("ada", 1);
        see("ada-1");
        Pardon pardon = oracle.pardon(Set.of("out_of_window"), device -> true);
        ada.reset(Pardon.UNTOLD);
        pardon.close();
        ada.reset(Pardon.UNTOLD);
        assertFound(Map.of(Kind.RESET, 1L));
    }

    @Test
    void aFaultWithoutReasonsPardonsNothing() {
        publish("ada", 1);
        see("ada-1");
        Pardon pardon = oracle.pardon(Set.of(), device -> true);
        ada.reset(Pardon.UNTOLD);
        pardon.close();
        assertFound(Map.of(Kind.RESET, 1L));
    }

    @Test
    void aDeviceThatHadToBeToldAndWasNotIsFound() {
        publish("ada", 1);
        Account bob = oracle.account("bob's", Set.of("everyone"));
        see("ada-1");
        Demand demand = oracle.demand(Set.of("topic_replaced"));
        bob.reset("topic_replaced");
        assertThat(demand.isMet()).isFalse();
        demand.close();
        assertFound(Map.of(Kind.NOT_RESET, 1L));
    }

    @Test
    void aDemandIsNotMetByAResetForAnotherReason() {
        publish("ada", 1);
        see("ada-1");
        Demand demand = oracle.demand(Set.of("topic_replaced"));
        ada.reset("gap_in_log");
        assertThat(demand.isMet()).isFalse();
        demand.close();
        assertFound(Map.of(Kind.RESET, 1L, Kind.NOT_RESET, 1L));
    }

    @Test
    void aDemandIsMetWhenAllAreTold() {
        publish("ada", 1);
        see("ada-1");
        Demand demand = oracle.demand(Set.of("topic_replaced"));
        ada.reset("topic_replaced");
        assertThat(demand.isMet()).isTrue();
        demand.close();
        assertFound(Map.of());
    }

    @Test
    void aDeviceThatNothingCameToIsSilent() {
        publish("ada", 2);
        assertFound(Map.of(Kind.SILENT, 1L, Kind.LOST, 2L));
    }

    @Test
    void aDeviceThatNothingComesToAnyMoreIsSilent() {
        publish("ada", 3);
        publish("everyone", 2);
        see("ada-1", "everyone-1", "ada-2");
        assertFound(Map.of(Kind.SILENT, 1L, Kind.LOST, 2L));
    }

    @Test
    void aDeviceThatStillGetsOneOfItsSeriesIsNotSilent() {
        publish("ada", 3);
        publish("everyone", 2);
        see("ada-1", "everyone-1", "everyone-2");
        assertFound(Map.of(Kind.LOST, 2L));
    }

    @Test
    void anEventInDoubtMayComeLateOnceOrNever() {
        publish("ada", 4);
        oracle.ledger().doubt("ada", 1);
        oracle.ledger().doubt("ada", 2);
        see("ada-3", "ada-4", "ada-1");
        assertFound(Map.of());
        see("ada-1");
        assertFound(Map.of(Kind.DOUBLED, 1L));
    }

    @Test
    void aViolationOfTheProtocolIsAFinding() {
        publish("ada", 1);
        see("ada-1");
        ada.object("pong before welcome");
        assertFound(Map.of(Kind.PROTOCOL, 1L));
    }
}
