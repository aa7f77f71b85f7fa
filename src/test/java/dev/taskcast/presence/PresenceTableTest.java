package dev.taskcast.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.presence.PresenceRecord.Gone;
import dev.taskcast.presence.PresenceRecord.Lease;
import dev.taskcast.presence.PresenceRecord.Online;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PresenceTableTest {
    private static final Instant NOW = Instant.parse("2026-11-26T03:00:00Z");

    /** By the steady clock. */
    private static final Duration BEGIN = Duration.ofDays(1);

    private static final Duration LEASE = Duration.ofSeconds(60);

    private final PresenceTable table = new PresenceTable(1 << 20, LEASE);

    /** The replica's lease is in another partition and may be read before or after the user's record. */
    @Test
    void withoutTheReplicasOwnRecordItsUserHasALease() {
        table.take(online("a", "ada"), BEGIN);
        assertThat(devices("ada", 59)).isOne();
        assertThat(devices("ada", 60)).isZero();
        table.take(lease("a", 120), BEGIN);
        assertThat(devices("ada", 119)).isOne();
        table.take(online("a", "ada"), BEGIN);
        assertThat(devices("ada", 119)).as("the replica's own record counts").isOne();
        table.take(lease("a", 2), BEGIN);
        assertThat(devices("ada", 2)).as("the replica ends").isZero();
    }

    /** The clock of the replica that wrote the lease may show any time. */
    @Test
    void aLeaseBeginsWhenItIsHeardOf() {
        table.take(new Lease("a", NOW.plusSeconds(3_600), LEASE), BEGIN.plusSeconds(5));
        table.take(online("a", "ada"), BEGIN.plusSeconds(5));
        assertThat(devices("ada", 64)).isOne();
        assertThat(devices("ada", 65)).isZero();
    }

    @Test
    void aUserWasLastSeenWhenTheLastDeviceLeft() {
        table.take(gone("a", "ada", 5), BEGIN);
        table.take(gone("b", "ada", 3), BEGIN);
        assertThat(table.user("ada", BEGIN).lastSeen()).contains(NOW.plusSeconds(5));
        assertThat(table.user("ada", BEGIN).acknowledged()).contains("c5");
        table.take(online("a", "ada"), BEGIN);
        assertThat(table.user("ada", BEGIN).lastSeen()).contains(NOW);
    }

    @Test
    void itsMemoryIsBoundedAndItSaysWhenTheBoundWasReached() {
        PresenceTable small = new PresenceTable(100_000, LEASE);
        for (int i = 0; i < 1_000; i++) {
            small.take(gone("a", "left" + i, 0), BEGIN);
        }
        assertThat(small.isComplete()).as("users who left may be forgotten").isTrue();
        for (int i = 0; i < 200; i++) {
            small.take(online("a", "user" + i), BEGIN);
        }
        assertThat(small.user("left0", BEGIN).lastSeen()).isEmpty();
        assertThat(small.isComplete()).isTrue();
        for (int i = 0; i < 1_000; i++) {
            small.take(online("a", "more" + i), BEGIN);
            small.take(online("b", "more" + i), BEGIN);
        }
        assertThat(small.isComplete()).isFalse();
        assertThat(small.bytes()).isBetween(90_000L, 100_000L);
        assertThat(small.isWorthAnotherTry()).isFalse();
        for (int i = 0; i < 200; i++) {
            small.take(gone("a", "user" + i, 1), BEGIN);
        }
        for (int i = 0; i < 1_000; i++) {
            small.take(gone("a", "more" + i, 1), BEGIN);
            small.take(gone("b", "more" + i, 1), BEGIN);
            small.take(gone("x", "more" + i, 1), BEGIN);
        }
        assertThat(small.online(BEGIN)).isZero();
        assertThat(small.bytes()).isLessThanOrEqualTo(100_000L);
    }

    @Test
    void theTableReleasesTheMemoryOfRemovedRecords() {
        for (int round = 0; round < 3; round++) {
            table.take(lease("a", 60), BEGIN);
            table.take(online("a", "ada"), BEGIN);
            table.take(online("a", "ada"), BEGIN);
            table.take(gone("a", "ada", 1), BEGIN);
            table.take(new Gone("a", Optional.empty(), NOW, Optional.empty()), BEGIN);
        }
        PresenceTable another = new PresenceTable(1 << 20, LEASE);
        another.take(gone("a", "ada", 1), BEGIN);
        assertThat(table.bytes()).isEqualTo(another.bytes());
        assertThat(table.online(BEGIN)).isZero();
    }

    @Test
    void recordsOfEndedReplicasAreHandedOutInPartsAndTheReplicaLast() {
        table.take(lease("a", 60), BEGIN);
        table.take(lease("b", 600), BEGIN);
        table.take(online("a", "ada"), BEGIN);
        table.take(online("a", "bob"), BEGIN);
        table.take(online("b", "eve"), BEGIN);
        table.take(online("c", "eve"), BEGIN.minusSeconds(60));
        assertThat(table.online(BEGIN)).isEqualTo(3);
        Duration end = BEGIN.plusSeconds(61);
        assertThat(table.online(end))
                .as("the users of a replica whose lease has ended are offline")
                .isOne();
        assertThat(table.leftovers(BEGIN.minusSeconds(1), 10)).isEmpty();
        assertThat(table.leftovers(end, 1)).hasSize(1);
        List<PresenceRecord> all = table.leftovers(end, 10);
        assertThat(all)
                .extracting(record -> record.replica() + record.aboutUser().orElse(""))
                .containsExactlyInAnyOrder("aada", "abob", "ceve");
        all.forEach(record -> table.take(record, BEGIN));
        assertThat(table.leftovers(end, 10)).containsExactly(new Gone("a", Optional.empty(), NOW, Optional.empty()));
    }

    private int devices(String user, int second) {
        return table.user(user, BEGIN.plusSeconds(second)).devices();
    }

    private static Lease lease(String replica, int seconds) {
        return new Lease(replica, NOW, Duration.ofSeconds(seconds));
    }

    private static Online online(String replica, String user) {
        return new Online(replica, user, List.of("s"), new Stay(1, NOW, NOW, Optional.empty()));
    }

    private static Gone gone(String replica, String user, int second) {
        return new Gone(replica, Optional.of(user), NOW.plusSeconds(second), Optional.of("c" + second));
    }
}
