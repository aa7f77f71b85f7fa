package dev.taskcast.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.presence.PresenceRecord.Gone;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody sets the clock of a replica that runs. This changes no lease. */
class PresenceClockTest extends OneTopic {
    @BeforeEach
    void begin() {
        one.open("bob");
        two.open("ada");
        pass(2 * LEASE);
    }

    @ParameterizedTest
    @ValueSource(ints = {-600, -5, 5, 600})
    void settingAClockTakesNoUserOfflineAndRemovesNoRecord(int seconds) {
        one.setClock(Duration.ofSeconds(seconds));
        for (int second = 0; second < 3 * LEASE; second++) {
            pass(1);
            for (Replica replica : replicas) {
                String when = replica.name + " after " + second + " s";
                assertThat(replica.isOnline("ada")).as(when).isTrue();
                assertThat(replica.isOnline("bob")).as(when).isTrue();
            }
        }
        assertThat(topic).extracting(Map.Entry::getKey).noneMatch(Gone.class::isInstance);
    }

    @ParameterizedTest
    @ValueSource(ints = {-300, 300})
    void aRecordThatComesBeforeTheNextLookAtTheTopicIsNotLeftOver(int seconds) {
        one.setClock(Duration.ofSeconds(seconds));
        now = now.plusSeconds(20);
        two.write();
        one.take();
        assertThat(one.presence.leftovers(1_000)).isEmpty();
        assertThat(one.isOnline("ada")).isTrue();
        one.read();
        assertThat(one.presence.leftovers(1_000)).isEmpty();
        assertThat(one.isOnline("ada")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {-600, 600})
    void aLeaseIsRenewedInTime(int seconds) {
        now = now.plusSeconds(LEASE / 3);
        assertThat(one.presence.renewal()).isPresent();
        one.setClock(Duration.ofSeconds(seconds));
        assertThat(one.presence.renewal()).as("at once").isEmpty();
        now = now.plusSeconds(LEASE / 3);
        assertThat(one.presence.renewal()).as("after a third of a lease").isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {-600, 600})
    void aUserWhoHasGoneIsOfflineInTimeThoughAClockWasSet(int seconds) {
        one.close("bob");
        one.setClock(Duration.ofSeconds(seconds));
        pass(1);
        assertThat(two.isOnline("bob")).as("a device may move").isTrue();
        pass(2);
        assertThat(two.isOnline("bob")).isFalse();
        replicas.remove(two);
        pass(LEASE - 25);
        assertThat(one.isOnline("ada")).as("the lease lasts").isTrue();
        pass(26);
        assertThat(one.isOnline("ada")).as("the lease has ended").isFalse();
    }

    /** While the topic cannot be read, the answer tells its age. */
    @ParameterizedTest
    @ValueSource(ints = {-600, 600})
    void theAgeOfAnAnswerIsRightThoughAClockWasSet(int seconds) {
        Instant before = now;
        one.setClock(Duration.ofSeconds(seconds));
        now = now.plusSeconds(7);
        assertThat(one.answer("ada")).contains("\"as_of\":\"" + before + "\",\"stale_ms\":7000,\"replicas\":2");
    }
}
