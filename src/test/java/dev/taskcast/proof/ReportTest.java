package dev.taskcast.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.proof.Finding.Kind;
import dev.taskcast.reliability.Close;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The report of a run, and the command line that it names. */
class ReportTest {
    private static final Verdict GOOD = new Verdict(3, 10, 0, 0, 0, Map.of(), List.of());
    private static final Outcome KILL = outcome(Optional.of(Duration.ofMillis(1_250)), Fault.GATEWAY_KILL);
    private static final Outcome PAIR =
            outcome(Optional.of(Duration.ofMillis(4_500)), Fault.GATEWAY_KILL, Fault.KAFKA_CUT);
    private static final Outcome NEVER = outcome(Optional.empty(), Fault.POISON);

    @Test
    void aFaultHasItsWorstTimeAndAllItsEvents() {
        assertThat(report(GOOD, KILL, PAIR).text())
                .contains("| gateway-kill | 2 | 1 | 14 | 42 | 0 | 4.5 s | 9.0 s |")
                .contains("| kafka-cut | 1 | 1 | 7 | 21 | 0 | 4.5 s | 9.0 s |")
                .contains("The promise was kept.");
    }

    @Test
    void aStepFromWhichNobodyRecoversIsNotGood() {
        assertThat(report(GOOD, KILL, NEVER).isGood()).isFalse();
        assertThat(report(GOOD, KILL, NEVER).text())
                .contains("| poison | 1 | 0 | 7 | 21 | 0 | **never** |")
                .contains("**The promise was not kept.**");
    }

    @Test
    void aFindingIsCountedAndListedInTheReport() {
        Finding finding = new Finding(Kind.LOST, "ada's", "ada-7", List.of());
        Report report = report(new Verdict(3, 9, 0, 0, 0, Map.of(Kind.LOST, 1L), List.of(finding)), KILL);
        assertThat(report.isGood()).isFalse();
        assertThat(report.text()).contains("| LOST | 1 |").contains("ada-7");
    }

    @Test
    void theCommandInItDoesTheSameAgain() {
        Options options =
                Options.of("--seed", "42", "--faults", "poison,kafka-cut", "--minutes", "1.5", "--users", "9");
        String[] words = options.command().split(" ");
        assertThat(words[0]).isEqualTo("proof/run");
        Options again = Options.of(List.of(words).subList(1, words.length).toArray(String[]::new));
        assertThat(again).isEqualTo(options);
        assertThat(report(GOOD, KILL).text()).contains("proof/run --seed 1 ");
    }

    @Test
    void anUnknownOptionIsToldWhatThereIs() {
        assertThatThrownBy(() -> Options.of("--sed", "1")).hasMessageContaining("--seed");
        assertThatThrownBy(() -> Options.of("--seed")).hasMessageContaining("--seed");
    }

    @Test
    void aDelayLastsUntilTheLastDeviceHasAll() {
        Oracle oracle = new Oracle();
        Account ada = oracle.account("ada's", Set.of("ada"));
        Delays delays = new Delays(oracle);
        oracle.ledger().next("ada");
        delays.look(1_000);
        assertThat(delays.worst()).isZero();
        delays.look(4_000);
        assertThat(delays.worst()).isEqualTo(Duration.ofNanos(3_000));
        ada.event("ada-1");
        delays.look(9_000);
        delays.look(90_000);
        assertThat(delays.worst()).isEqualTo(Duration.ofNanos(8_000));
    }

    @Test
    void theLastLineHasSeedVerdictDeliveriesAndTime() {
        assertThat(report(GOOD, KILL).summary())
                .isEqualTo("seed 1: the promise was kept; 10 deliveries in 2.0 s, 5 a second; 1 steps");
        assertThat(report(GOOD, NEVER).summary()).contains("the promise was NOT kept");
    }

    @Test
    void aRunThatDidNotGetToItsEndIsNotGood() {
        Report report = report(GOOD, "prlimit ended with 1", KILL);
        assertThat(report.isGood()).isFalse();
        assertThat(report.text()).contains("The run stopped before its end: `prlimit ended with 1`");
    }

    @Test
    void faultsWithoutATurnAreTold() {
        assertThat(report(GOOD, KILL).text())
                .contains("These faults had no turn.", "- `poison-batch`")
                .doesNotContain("- `gateway-kill`");
    }

    private static Report report(Verdict verdict, Outcome... outcomes) {
        return report(verdict, "", outcomes);
    }

    private static Report report(Verdict verdict, String trouble, Outcome... outcomes) {
        return new Report(
                Instant.EPOCH,
                Duration.ofSeconds(2),
                Options.of("--seed", "1"),
                List.of("java"),
                List.of(outcomes),
                verdict,
                trouble,
                Map.of(new Close(1006, "cut off"), 2L));
    }

    private static Outcome outcome(Optional<Duration> recovery, Fault... faults) {
        List<Strike> strikes = List.of(faults).stream()
                .map(fault -> new Strike(fault, 1, 2, Duration.ZERO, Duration.ofSeconds(3)))
                .toList();
        return new Outcome(strikes, recovery, Duration.ofSeconds(9), 7, 21, 0, List.of());
    }
}
