package dev.taskcast.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A short proof: three brokers, three gateways, devices of every kind, and some seconds of faults that one seed gives.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("ring")
class ProofIT {
    @Test
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void faultsLoseNothingDoubleNothingAndResetNobody() throws Exception {
        Report report = Proof.run(Options.of(
                "--seed", "1",
                "--minutes", "0.2",
                "--faults", "gateway-stop,devices-cut,devices-reset,leader-kill,poison",
                "--users", "20",
                "--rate", "200"));
        assertThat(report.isGood()).as(report.text()).isTrue();
        assertThat(report.verdict().delivered()).isGreaterThan(3_000);
        assertThat(report.verdict().changes()).isGreaterThan(20);
    }
}
