package dev.taskcast.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.TopicIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Presence when a replica ends, or when the topic cannot be used for a while. */
class PresenceTroubleTest extends OneTopic {
    private static final Cursor CURSOR = new Cursor(TopicIdentity.of("a topic"), new long[] {7});

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

    /** A replica that was suspended for long counts as dead, and its users are removed. */
    @Test
    void aReplicaThatComesBackWritesAgainTheRecordsThatOthersRemoved() {
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
    void aReplicaWritesItsUsersToATopicThatWasMadeAgain() {
        two.open("ada");
        pass(1);
        topic.clear();
        one.readAgain();
        two.readAgain();
        assertThat(two.isOnline("ada"))
                .as("the records of other replicas must be read first")
                .isTrue();
        two.write();
        two.read();
        assertThat(topic).extracting(record -> record.getKey().aboutUser()).contains(Optional.of("ada"));
        pass(LEASE / 3);
        assertThat(two.isOnline("ada")).isTrue();
    }

    /** While the topic cannot be read, no replica has newer facts. */
    @Test
    void anAnswerFromAnUnreadableTopicStaysAndTellsItsAge() {
        two.open("ada");
        pass(1);
        Instant before = now;
        now = now.plus(Duration.ofHours(1));
        assertThat(one.isOnline("ada")).isTrue();
        assertThat(one.presence.view().orElseThrow().asOf()).isEqualTo(before);
        assertThat(one.answer("ada")).contains("\"stale_ms\":3600000");
    }

    /** Kafka was unreachable for longer than a lease; backends ask as soon as it is back. */
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
    void afterFailedWritesTheTopicIsReadAgainAndCorrected() {
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
        assertThat(one.presence.beginsAgain()).as("the topic cannot be written").isFalse();
        now = now.plusSeconds(2);
        one.presence.forgetWhoHasGone();
        assertThat(one.presence.changed()).isEmpty();
        assertThat(one.presence.waiting()).as("no other user is kept").isOne();
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

    /** A record about bob was under way when the topic could not be written. */
    @Test
    void aUserWhoLeavesWhileWritesFailWasLastSeenWhenLeaving() {
        one.open("ada");
        one.presence.listener().acknowledged("ada", CURSOR);
        pass(1);
        one.open("bob");
        one.presence.listener().acknowledged("bob", CURSOR);
        one.presence
                .changed()
                .forEach(user -> one.presence.say(user).forEach(saying -> topic.add(Map.entry(saying.record(), now))));
        one.presence.isInDoubt();
        now = now.plusSeconds(100);
        one.close("ada");
        one.close("bob");
        Instant left = now;
        for (int i = 0; i < 10; i++) {
            now = now.plusSeconds(100);
            one.presence.forgetWhoHasGone();
        }
        one.write();
        one.readAgain();
        pass(1);
        for (String user : List.of("ada", "bob")) {
            assertThat(two.isOnline(user)).as(user).isFalse();
            assertThat(two.user(user).lastSeen()).as(user).contains(left);
            assertThat(two.user(user).acknowledged()).as(user).contains(CURSOR.encode());
        }
        assertThat(one.presence.end()).as("nobody is kept any more").isPresent();
    }

    @Test
    void aUserWhoReturnsWhileWritesFailIsPresentSinceTheReturn() {
        one.open("ada");
        pass(1);
        one.presence.isInDoubt();
        one.close("ada");
        for (int i = 0; i < 10; i++) {
            now = now.plusSeconds(100);
            one.presence.forgetWhoHasGone();
        }
        Instant back = now;
        one.presence.listener().opened("ada", "another");
        one.write();
        one.readAgain();
        pass(1);
        assertThat(two.user("ada").devices()).isOne();
        assertThat(two.user("ada").since()).contains(back);
    }

    /** The topic was made again meanwhile. */
    @Test
    void aUserWhoLeftAndIsNotInTheTopicIsForgotten() {
        one.open("ada");
        pass(1);
        one.presence.isInDoubt();
        one.close("ada");
        now = now.plusSeconds(100);
        one.presence.forgetWhoHasGone();
        topic.clear();
        one.write();
        one.readAgain();
        two.readAgain();
        pass(1);
        assertThat(one.presence.end()).isPresent();
    }

    /** A reading that began before the failure cannot have seen its effect. */
    @Test
    void aDoubtEndsOnlyWithAReadingThatBeganAfterIt() {
        one.open("ada");
        one.presence.isInDoubt();
        one.presence.begin();
        one.presence.isInDoubt();
        one.presence.isRead(Duration.ZERO);
        assertThat(one.presence.changed()).isEmpty();
        one.readAgain();
        assertThat(one.presence.changed()).containsExactly("ada");
    }
}
