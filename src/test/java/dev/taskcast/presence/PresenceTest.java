package dev.taskcast.presence;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Replicas on one topic, a second at a time: each writes, then each reads. */
class PresenceTest {
    private static final PresenceSettings SETTINGS = settings()
            .with("taskcast.presence.topic", "presence")
            .with("taskcast.presence.lease", "60s")
            .with("taskcast.presence.max-bytes", "1MiB")
            .presence();
    private static final Duration SECOND = Duration.ofSeconds(1);

    private Instant now = Instant.parse("2026-11-26T03:00:00Z");
    private final List<PresenceRecord> topic = new ArrayList<>();
    private final List<Replica> replicas = new ArrayList<>();

    private final class Replica {
        private final String name;
        private final Presence presence;
        private int next;

        Replica(String digit) {
            name = digit.repeat(16);
            presence = new Presence(SETTINGS, () -> now, name);
            presence.begin();
            replicas.add(this);
            read();
        }

        void write() {
            topic.addAll(presence.renewal().stream().toList());
            for (String user : presence.changed()) {
                topic.addAll(presence.say(user).stream().toList());
            }
            topic.addAll(presence.leftovers(1_000));
        }

        void read() {
            topic.subList(next, topic.size()).forEach(presence::take);
            next = topic.size();
            presence.isRead(now);
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
        Instant end = lastLease(two).until();
        Instant renewed = lastLease(two).at();
        replicas.remove(two);
        while (now.isBefore(end)) {
            assertThat(one.isOnline("ada")).as("at %s", now).isTrue();
            pass(1);
        }
        assertThat(one.isOnline("ada")).isFalse();
        assertThat(one.user("ada").lastSeen()).contains(renewed);
        assertThat(one.presence.view().orElseThrow().table().replicas(now)).containsExactly(one.name);
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
        assertThat(topic.stream().filter(Gone.class::isInstance))
                .extracting(PresenceRecord::replica, PresenceRecord::aboutUser)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(three.name, Optional.of("ada")),
                        org.assertj.core.groups.Tuple.tuple(three.name, Optional.of("bob")),
                        org.assertj.core.groups.Tuple.tuple(three.name, Optional.empty()));
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
        pass(60);
        assertThat(topic.subList(before, topic.size())).hasSize(6).allMatch(Lease.class::isInstance);
        assertThat(one.isOnline("u999")).isTrue();
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
    void aReplicaThatEndsIsGoneTwoSecondsLater() {
        two.open("ada");
        pass(1);
        topic.add(two.presence.farewell());
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
        two.next = 0;
        two.presence.begin();
        assertThat(two.isOnline("ada"))
                .as("the table before is shown until it was read")
                .isTrue();
        two.read();
        assertThat(two.isOnline("ada")).isFalse();
        two.write();
        two.read();
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
                .contains("\"stale_for_ms\":3600000");
    }

    @Test
    void whatMayNotHaveComeIntoTheTopicIsSaidAgain() {
        one.open("ada");
        one.presence.renewal().ifPresent(one.presence::mayBeUnsaid);
        one.presence.changed().forEach(user -> one.presence.say(user).ifPresent(one.presence::mayBeUnsaid));
        pass(1);
        assertThat(two.isOnline("ada")).isTrue();
        one.close("ada");
        now = now.plusSeconds(2);
        one.presence.changed().forEach(user -> one.presence.say(user).ifPresent(one.presence::mayBeUnsaid));
        pass(1);
        assertThat(two.isOnline("ada")).isFalse();
    }

    private Lease lastLease(Replica of) {
        return topic.stream()
                .filter(record -> record.replica().equals(of.name))
                .flatMap(record -> record instanceof Lease lease ? Stream.of(lease) : Stream.empty())
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** What is left of the topic after a compaction. */
    private List<PresenceRecord> compacted() {
        Map<String, PresenceRecord> newest = new LinkedHashMap<>();
        topic.forEach(record -> newest.put(record.replica() + record.aboutUser(), record));
        return newest.values().stream()
                .filter(record -> !(record instanceof Gone))
                .toList();
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            replicas.forEach(Replica::write);
            replicas.forEach(Replica::read);
            now = now.plus(SECOND);
            replicas.forEach(Replica::read);
        }
    }
}
