package dev.taskcast.proof;

import dev.taskcast.proof.Finding.Kind;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The oracle watches a device that changes its filter during a session. */
class NarrowAccountTest extends OracleCase {
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
}
