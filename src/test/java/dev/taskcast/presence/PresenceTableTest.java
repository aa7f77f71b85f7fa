package dev.taskcast.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.presence.PresenceRecord.Gone;
import dev.taskcast.presence.PresenceRecord.Lease;
import dev.taskcast.presence.PresenceRecord.Online;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PresenceTableTest {
    private static final Instant NOW = Instant.parse("2026-11-26T03:00:00Z");

    private final PresenceTable table = new PresenceTable(1 << 20);

    /** Its records are in other partitions and may be read before or after. */
    @Test
    void withoutTheReplicasOwnRecordTheUsersOwnLeaseCounts() {
        table.take(online("a", "ada", 60));
        assertThat(devices("ada", 59)).isOne();
        assertThat(devices("ada", 60)).isZero();
        table.take(new Lease("a", NOW, NOW.plusSeconds(120)));
        assertThat(devices("ada", 119)).isOne();
        table.take(new Lease("a", NOW, NOW.plusSeconds(2)));
        assertThat(devices("ada", 2)).as("the replica ends").isZero();
    }

    @Test
    void whoLeftWasLastSeenWhenTheLastOfItsDevicesWas() {
        table.take(gone("a", "ada", 5));
        table.take(gone("b", "ada", 3));
        assertThat(table.user("ada", NOW).lastSeen()).contains(NOW.plusSeconds(5));
        assertThat(table.user("ada", NOW).acknowledged()).contains("c5");
        table.take(online("a", "ada", 60));
        assertThat(table.user("ada", NOW).lastSeen()).contains(NOW);
    }

    @Test
    void itsMemoryIsBoundedAndItTellsWhenThatWasTooLittle() {
        PresenceTable small = new PresenceTable(100_000);
        for (int i = 0; i < 1_000; i++) {
            small.take(gone("a", "left" + i, 0));
        }
        assertThat(small.isComplete()).as("who left is no loss").isTrue();
        for (int i = 0; i < 200; i++) {
            small.take(online("a", "user" + i, 60));
        }
        assertThat(small.user("left0", NOW).lastSeen()).isEmpty();
        assertThat(small.isComplete()).isTrue();
        for (int i = 0; i < 1_000; i++) {
            small.take(online("a", "more" + i, 60));
            small.take(online("b", "more" + i, 60));
        }
        assertThat(small.isComplete()).isFalse();
        assertThat(small.bytes()).isBetween(90_000L, 100_000L);
        assertThat(small.isWorthAnotherTry()).isFalse();
        for (int i = 0; i < 200; i++) {
            small.take(gone("a", "user" + i, 1));
        }
        for (int i = 0; i < 1_000; i++) {
            small.take(gone("a", "more" + i, 1));
            small.take(gone("b", "more" + i, 1));
            small.take(gone("x", "more" + i, 1));
        }
        assertThat(small.size()).isZero();
        assertThat(small.bytes()).isLessThanOrEqualTo(100_000L);
    }

    @Test
    void whatItTakesItGivesBack() {
        for (int round = 0; round < 3; round++) {
            table.take(new Lease("a", NOW, NOW.plusSeconds(60)));
            table.take(online("a", "ada", 60));
            table.take(online("a", "ada", 61));
            table.take(gone("a", "ada", 1));
            table.take(new Gone("a", Optional.empty(), NOW, Optional.empty()));
        }
        PresenceTable another = new PresenceTable(1 << 20);
        another.take(gone("a", "ada", 1));
        assertThat(table.bytes()).isEqualTo(another.bytes());
        assertThat(table.size()).isZero();
    }

    @Test
    void whatEndedReplicasLeftIsHandedOutInPartsAndTheReplicaLast() {
        table.take(new Lease("a", NOW, NOW.plusSeconds(60)));
        table.take(new Lease("b", NOW, NOW.plusSeconds(600)));
        table.take(online("a", "ada", 600));
        table.take(online("a", "bob", 600));
        table.take(online("b", "eve", 0));
        table.take(online("c", "eve", 0));
        Instant end = NOW.plusSeconds(61);
        assertThat(table.leftovers(NOW.minusSeconds(1), 10)).isEmpty();
        assertThat(table.leftovers(end, 1)).hasSize(1);
        List<PresenceRecord> all = table.leftovers(end, 10);
        assertThat(all)
                .extracting(record -> record.replica() + record.aboutUser().orElse(""))
                .containsExactlyInAnyOrder("aada", "abob", "ceve");
        all.forEach(table::take);
        assertThat(table.leftovers(end, 10)).containsExactly(new Gone("a", Optional.empty(), NOW, Optional.empty()));
    }

    private int devices(String user, int second) {
        return table.user(user, NOW.plusSeconds(second)).devices();
    }

    private static Online online(String replica, String user, int leaseSeconds) {
        Stay stay = new Stay(1, NOW, NOW, Optional.empty());
        return new Online(replica, user, List.of("s"), stay, NOW.plusSeconds(leaseSeconds));
    }

    private static Gone gone(String replica, String user, int second) {
        return new Gone(replica, Optional.of(user), NOW.plusSeconds(second), Optional.of("c" + second));
    }
}
