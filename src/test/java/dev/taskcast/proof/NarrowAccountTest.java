package dev.taskcast.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.proof.Finding.Kind;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The oracle watches a device that changes its filter during a session. */
class NarrowAccountTest {
    private final Oracle oracle = new Oracle();
    private final Account ada = oracle.account("ada's", Set.of("ada", "everyone"));

    @Test
    void anEventThatTheFilterKeepsBackNeedNotCome() {
        publish("ada", 2);
        publish("everyone", 2);
        see("ada-1", "everyone-1", "everyone-2");
        ada.narrow(Set.of("everyone"));
        publish("ada", 2);
        assertFound(Map.of());
    }

    @Test
    void anEventThatComesInSpiteOfTheFilterIsForeign() {
        publish("ada", 2);
        see("ada-1");
        ada.narrow(Set.of("everyone"));
        see("ada-2");
        assertFound(Map.of(Kind.FOREIGN, 1L));
    }

    @Test
    void anEventThatIsMissingBeforeTheFilterChangesIsLost() {
        publish("ada", 3);
        see("ada-1", "ada-3");
        ada.narrow(Set.of("everyone"));
        assertFound(Map.of(Kind.LOST, 1L));
    }

    @Test
    void afterAWiderFilterOnlyLaterEventsMustCome() {
        ada.narrow(Set.of("everyone"));
        publish("ada", 2);
        ada.narrow(Set.of("ada", "everyone"));
        publish("ada", 2);
        see("ada-4");
        assertFound(Map.of(Kind.LOST, 1L));
    }

    private void publish(String series, int times) {
        for (int i = 0; i < times; i++) {
            oracle.ledger().next(series);
        }
    }

    private void see(String... tasks) {
        for (String task : tasks) {
            ada.event(task);
        }
    }

    private void assertFound(Map<Kind, Long> counts) {
        Verdict verdict = oracle.judge();
        assertThat(verdict.counts()).isEqualTo(counts);
        assertThat(verdict.isGood()).isEqualTo(counts.isEmpty());
    }
}
