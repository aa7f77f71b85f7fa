package dev.taskcast.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.proof.Finding.Kind;
import java.util.Map;
import java.util.Set;

/** A test of the oracle. It watches one device, which must get the events for Ada and those for everyone. */
abstract class OracleCase {
    final Oracle oracle = new Oracle();
    final Account ada = oracle.account("ada's", Set.of("ada", "everyone"));

    /** Publishes {@code times} more events of {@code series}. */
    void publish(String series, int times) {
        for (int i = 0; i < times; i++) {
            oracle.ledger().next(series);
        }
    }

    /** Lets the device get these events, in this order. */
    void see(String... tasks) {
        for (String task : tasks) {
            ada.event(task);
        }
    }

    /** Asserts that the oracle has exactly {@code counts} findings by kind, and says so in its verdict. */
    void assertFound(Map<Kind, Long> counts) {
        Verdict verdict = oracle.judge();
        assertThat(verdict.counts()).isEqualTo(counts);
        assertThat(verdict.isGood()).isEqualTo(counts.isEmpty());
    }
}
