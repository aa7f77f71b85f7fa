package dev.taskcast.presence;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.taskcast.config.PresenceSettings;
import dev.taskcast.presence.PresenceRecord.Gone;
import dev.taskcast.presence.PresenceRecord.Lease;
import dev.taskcast.presence.PresenceTable.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Replicas on one topic, a second at a time: each writes, then each reads. */
class PresenceTest {
    private static final PresenceSettings SETTINGS = settings()
            .with("taskcast.presence.topic", "presence")
            .with("taskcast.presence.lease", "60s")
            .with("taskcast.presence.max-bytes", "1MiB")
            .presence();
    private static final int LEASE = 60;

    private Instant now = Instant.parse("2026-11-26T03:00:00Z");
    /** With the time that the record has. */
    private final List<Map.Entry<PresenceRecord, Instant>> topic = new ArrayList<>();

    private final List<Replica> replicas = new ArrayList<>();

    private final class Replica {
        private final String name;
        private final Duration ahead;
        private final Presence presence;
        private int next;

        Replica(String digit) {
            this(digit, Duration.ZERO);
        }

        /** One whose clock is ahead by so much. */
        Replica(String digit, Duration ahead) {
            this.name = digit.repeat(16);
            this.ahead = ahead;
            this.presence = new Presence(SETTINGS, () -> now.plus(ahead), name);
            replicas.add(this);
            readAgain();
        }

        void write() {
            say(presence.renewal().stream().toList());
            for (String user : presence.changed()) {
                say(presence.say(user));
            }
            say(presence.leftovers(1_000));
        }

        void say(List<Saying> sayings) {
            sayings.forEach(saying -> topic.add(Map.entry(saying.record(), now.plus(ahead))));
            presence.said(sayings);
        }

        void read() {
            topic.subList(next, topic.size()).forEach(record -> presence.take(record.getKey(), record.getValue()));
            next = topic.size();
            presence.isRead(now.plus(ahead));
        }

        void readAgain() {
            presence.begin();
            next = 0;
            read();
        }

        void open(String user) {
            presence.listener().opened(user, "s");
        }

        void close(String user) {
            presence.listener().closed(user, "s");
        }

        Known user(String user) {
            Presence.View view = presence.view().orElseThrow();
            return view.table().user(user, view.asOf());
        }

        boolean isOnline(String user) {
            return user(user).devices() > 0;
        }
    }

    private final Replica one = new Replica("1");
    private final Replica two = new Replica("2");

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
        assertThat(one.presence.view().orElseThrow().table().replicas(now)).containsExactly(one.name);
    }

    /** Nobody compares the clock of another machine with its own while it follows the topic. */
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

    /** When all were killed at once nobody removed what they left. */
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
    void whatAKilledReplicaLeftIsRemovedByOneOfTheOthersAndTheTopicDoesNotGrow() {
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

    /** Each session of a tenth of a second; the user is online at any time. */
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

    /** A deploy: a device connects to the new replica, and leaves the old one when it is welcome there. */
    @Test
    void whoMovesByAHandoverIsNeverOffline() {
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
    void whoReconnectsWithinTwoSecondsIsNeverOffline() {
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

    @Test
    void aReplicaThatEndsLeavesNothingInTheTopic() {
        two.open("ada");
        pass(1);
        two.say(List.of(two.presence.farewell()));
        replicas.remove(two);
        pass(1);
        assertThat(one.isOnline("ada")).as("a device may move meanwhile").isTrue();
        two.presence.changed().forEach(user -> two.say(two.presence.say(user)));
        assertThat(two.presence.end()).as("ada is not said to have gone").isEmpty();
        now = now.plusSeconds(1);
        two.presence.changed().forEach(user -> two.say(two.presence.say(user)));
        two.say(two.presence.end().stream().toList());
        pass(1);
        assertThat(one.isOnline("ada")).isFalse();
        assertThat(compacted()).singleElement().satisfies(record -> assertThat(record.replica())
                .isEqualTo(one.name));
    }

    @Test
    void aReplicaThatSaysOnlyThatItEndsIsGoneTwoSecondsLater() {
        two.open("ada");
        pass(1);
        two.say(List.of(two.presence.farewell()));
        two.presence.isInDoubt();
        two.write();
        replicas.remove(two);
        pass(1);
        assertThat(one.isOnline("ada")).isTrue();
        pass(1);
        assertThat(one.isOnline("ada")).isFalse();
    }

    /** One that stood still for long is taken for dead, and its users are removed. */
    @Test
    void aReplicaThatComesBackSaysAgainWhatOthersRemoved() {
        two.open("ada");
        pass(1);
        replicas.remove(two);
        pass(150);
        assertThat(one.isOnline("ada")).isFalse();
        assertThat(compacted()).hasSize(1);
        replicas.add(two);
        pass(1);
        pass(1);
        assertThat(one.isOnline("ada")).isTrue();
    }

    @Test
    void aTopicThatWasMadeAgainIsToldEverything() {
        two.open("ada");
        pass(1);
        topic.clear();
        one.readAgain();
        two.readAgain();
        assertThat(two.isOnline("ada")).as("others have to be heard first").isTrue();
        two.write();
        two.read();
        assertThat(topic).extracting(record -> record.getKey().aboutUser()).contains(Optional.of("ada"));
        pass(LEASE / 3);
        assertThat(two.isOnline("ada")).isTrue();
    }

    /** While the topic cannot be read nobody can know better. */
    @Test
    void whatCannotBeReadStaysAsItWasWithItsAge() {
        two.open("ada");
        pass(1);
        Instant before = now;
        now = now.plus(Duration.ofHours(1));
        assertThat(one.isOnline("ada")).isTrue();
        assertThat(one.presence.view().orElseThrow().asOf()).isEqualTo(before);
        assertThat(PresenceAnswer.of(one.presence.view().orElseThrow(), List.of("ada"), now))
                .contains("\"stale_ms\":3600000");
    }

    /** Kafka was away for longer than a lease: backends ask at once when it is back. */
    @Test
    void afterAnOutageNobodyIsOfflineBecauseAReplicaCouldNotRenewItsLease() {
        two.open("ada");
        pass(1);
        replicas.forEach(replica -> replica.presence.isInDoubt());
        now = now.plusSeconds(10 * LEASE);
        one.readAgain();
        assertThat(one.isOnline("ada")).isTrue();
        two.readAgain();
        for (int i = 0; i < LEASE; i++) {
            pass(1);
            assertThat(one.isOnline("ada")).as("%s s after", i).isTrue();
        }
    }

    @Test
    void afterATopicCouldNotBeWrittenItIsReadAgainAndPutRight() {
        one.open("went");
        one.open("stays");
        pass(1);
        one.presence.isInDoubt();
        one.close("went");
        one.open("came");
        for (int i = 0; i < 1_000; i++) {
            one.open("u" + i);
            one.close("u" + i);
        }
        assertThat(one.presence.beginsAgain()).as("it cannot be written").isFalse();
        now = now.plusSeconds(2);
        one.presence.forgetWhoHasGone();
        assertThat(one.presence.changed()).isEmpty();
        assertThat(one.presence.waiting()).as("nobody else is kept").isOne();
        one.write();
        assertThat(one.presence.beginsAgain()).isTrue();
        one.readAgain();
        assertThat(one.presence.beginsAgain()).isFalse();
        pass(1);
        assertThat(two.isOnline("went")).isFalse();
        assertThat(two.isOnline("came")).isTrue();
        assertThat(two.isOnline("stays")).isTrue();
        assertThat(two.isOnline("u1")).isFalse();
    }

    /** A reading that began before the fault cannot have seen what it did. */
    @Test
    void onlyAReadingThatBeganAfterADoubtEndsIt() {
        one.open("ada");
        one.presence.isInDoubt();
        one.presence.begin();
        one.presence.isInDoubt();
        one.presence.isRead(now);
        assertThat(one.presence.changed()).isEmpty();
        one.readAgain();
        assertThat(one.presence.changed()).containsExactly("ada");
    }

    /** What is left of the topic after a compaction. */
    private List<PresenceRecord> compacted() {
        Map<String, PresenceRecord> newest = new LinkedHashMap<>();
        topic.stream()
                .map(Map.Entry::getKey)
                .forEach(record -> newest.put(record.replica() + record.aboutUser(), record));
        return newest.values().stream()
                .filter(record -> !(record instanceof Gone))
                .toList();
    }

    private void pass(int seconds) {
        replicas.forEach(Replica::write);
        replicas.forEach(Replica::read);
        for (int i = 0; i < seconds; i++) {
            now = now.plusSeconds(1);
            replicas.forEach(Replica::read);
            replicas.forEach(Replica::write);
            replicas.forEach(Replica::read);
        }
    }
}
