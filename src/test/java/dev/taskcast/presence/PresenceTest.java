package dev.taskcast.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.taskcast.presence.PresenceRecord.Gone;
import dev.taskcast.presence.PresenceRecord.Lease;
import dev.taskcast.presence.PresenceTable.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The answer while devices and replicas come and go. */
class PresenceTest extends OneTopic {
    @Test
    void everyReplicaKnowsWhoIsOnlineOnHowManyDevices() {
        one.open("ada");
        two.open("ada");
        two.presence.listener().opened("ada", "another");
        Instant began = now;
        pass(1);
        for (Replica replica : replicas) {
            assertThat(replica.user("ada").devices()).isEqualTo(3);
            assertThat(replica.user("ada").since()).contains(began);
            assertThat(replica.user("bob")).isEqualTo(Known.NOTHING);
        }
        one.close("ada");
        pass(4);
        assertThat(two.user("ada").devices()).isEqualTo(2);
    }

    @Test
    void aKilledReplicasUsersAreOfflineOnceItsLeaseEndsAndNotBefore() {
        two.open("ada");
        pass(1);
        Instant renewed = now.minusSeconds(1);
        replicas.remove(two);
        while (now.isBefore(renewed.plusSeconds(LEASE))) {
            assertThat(one.isOnline("ada")).as("at %s", now).isTrue();
            pass(1);
        }
        assertThat(one.isOnline("ada")).isFalse();
        assertThat(one.user("ada").lastSeen()).contains(renewed);
        assertThat(one.presence.view().orElseThrow().replicas()).containsExactly(one.name);
    }

    /** While a replica follows the topic, it does not compare another machine's clock with its own. */
    @Test
    void clocksThatAreHoursApartChangeNothing() {
        for (Duration ahead : List.of(Duration.ofHours(-5), Duration.ofHours(5))) {
            Replica other = new Replica(ahead.isNegative() ? "8" : "9", ahead);
            String user = "user " + ahead;
            other.open(user);
            pass(30);
            assertThat(one.isOnline(user)).as(user).isTrue();
            one.open("ada");
            pass(1);
            assertThat(other.isOnline("ada")).isTrue();
            replicas.remove(other);
            pass(LEASE - 25);
            assertThat(one.isOnline(user)).as(user).isTrue();
            pass(25);
            assertThat(one.isOnline(user)).as(user).isFalse();
        }
    }

    /** If all replicas were killed at the same time, no replica removed their records. */
    @Test
    void aReplicaThatBeginsKnowsByTheTimeOfRecordsWhoIsLongDead() {
        two.open("ada");
        one.open("bob");
        pass(1);
        replicas.remove(two);
        now = now.plusSeconds(LEASE);
        one.write();
        Replica three = new Replica("3");
        assertThat(three.isOnline("ada")).isFalse();
        assertThat(three.user("ada").lastSeen()).isPresent();
        assertThat(three.isOnline("bob")).isTrue();
    }

    @Test
    void oneReplicaRemovesTheRecordsOfAKilledOneAndTheTopicDoesNotGrow() {
        Replica three = new Replica("3");
        three.open("ada");
        three.open("bob");
        two.open("eve");
        pass(1);
        replicas.remove(three);
        pass(200);
        assertThat(topic.stream().map(Map.Entry::getKey).filter(Gone.class::isInstance))
                .extracting(PresenceRecord::replica, PresenceRecord::aboutUser)
                .containsExactlyInAnyOrder(
                        tuple(three.name, Optional.of("ada")),
                        tuple(three.name, Optional.of("bob")),
                        tuple(three.name, Optional.empty()));
        assertThat(one.presence.removed()).isEqualTo(3);
        assertThat(compacted()).hasSize(3);
        assertThat(two.isOnline("eve")).isTrue();
        assertThat(two.user("ada").lastSeen()).as("as long as there is room").isPresent();
    }

    @Test
    void idleUsersCostNothingHoweverMany() {
        for (int i = 0; i < 1_000; i++) {
            two.open("u" + i);
        }
        pass(1);
        int before = topic.size();
        pass(LEASE);
        assertThat(topic.subList(before, topic.size())).hasSize(6).allMatch(record -> record.getKey() instanceof Lease);
        assertThat(one.isOnline("u999")).isTrue();
    }

    /** Each session lasts a tenth of a second, and the user is always online. */
    @Test
    void aDeviceThatComesAndGoesDoesNotFloodTheTopic() {
        int before = topic.size();
        for (int i = 0; i < 600; i++) {
            two.presence.listener().opened("ada", "s" + i);
            two.presence.listener().closed("ada", "s" + i);
            now = now.plusMillis(100);
            if (i % 10 == 9) {
                pass(0);
                assertThat(one.isOnline("ada")).as("after %s times", i).isTrue();
            }
        }
        long users = topic.subList(before, topic.size()).stream()
                .filter(record -> record.getKey().aboutUser().isPresent())
                .count();
        assertThat(users).isBetween(60L, 120L);
        pass(3);
        assertThat(one.isOnline("ada")).isFalse();
        assertThat(compacted()).as("the two replicas").hasSize(2);
    }

    /** A deploy: a device connects to the new replica, and leaves the old one once it is welcomed there. */
    @Test
    void aUserWhoMovesByAHandoverIsNeverOffline() {
        for (int millis = 0; millis < 1_000; millis += 50) {
            String user = "u" + millis;
            two.open(user);
            pass(1);
            now = now.plusMillis(millis);
            one.open(user);
            two.close(user);
            two.write();
            one.read();
            assertThat(one.isOnline(user)).isTrue();
            for (int i = 0; i < 5; i++) {
                two.write();
                two.read();
                assertThat(two.isOnline(user)).as("%s after %s", user, i).isTrue();
                pass(1);
                assertThat(two.isOnline(user)).as("%s after %s", user, i).isTrue();
            }
        }
    }

    @Test
    void aUserWhoReconnectsWithinTwoSecondsIsNeverOffline() {
        two.open("ada");
        pass(1);
        two.close("ada");
        pass(1);
        assertThat(one.isOnline("ada")).isTrue();
        one.open("ada");
        for (int i = 0; i < 5; i++) {
            pass(1);
            assertThat(one.isOnline("ada")).isTrue();
        }
        assertThat(one.user("ada").devices()).isOne();
    }
}
