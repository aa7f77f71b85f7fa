package dev.taskcast.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.presence.PresenceRecord.Gone;
import dev.taskcast.presence.PresenceRecord.Online;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnUsersTest {
    private static final Instant START = Instant.parse("2026-11-26T03:00:00Z");
    private static final Instant LEASE = START.plusSeconds(60);

    private Instant now = START;
    private final OwnUsers users = new OwnUsers("0123456789abcdef", () -> now);

    @Test
    void aUserIsSaidOnceForAllItsDevices() {
        users.opened("ada", "s1");
        now = now.plusMillis(300);
        users.opened("ada", "s2");
        assertThat(said())
                .containsExactly(new Online(
                        "0123456789abcdef",
                        "ada",
                        List.of("s1", "s2"),
                        new Stay(2, START, now, Optional.empty()),
                        LEASE));
        assertThat(said()).isEmpty();
    }

    @Test
    void aDeviceThatComesAndGoesMakesOneRecordEachTimeThatIsAsked() {
        int records = 0;
        for (int i = 0; i < 10_000; i++) {
            users.opened("ada", "s" + i);
            users.closed("ada", "s" + i);
            if (i % 1_000 == 999) {
                users.opened("ada", "last" + i);
                records += said().size();
                users.closed("ada", "last" + i);
            }
        }
        assertThat(records).isEqualTo(10);
        assertThat(users.names()).hasSize(1);
    }

    @Test
    void whoHasGoneIsSaidToHaveAfterTwoSeconds() {
        users.opened("ada", "s1");
        said();
        users.acknowledged("ada", "c7");
        now = now.plusSeconds(10);
        users.closed("ada", "s1");
        users.closed("ada", "s1");
        Instant end = now;
        now = end.plusMillis(1_999);
        assertThat(said()).isEmpty();
        now = end.plus(OwnUsers.LINGER);
        assertThat(said()).containsExactly(new Gone("0123456789abcdef", Optional.of("ada"), end, Optional.of("c7")));
        assertThat(said()).isEmpty();
        assertThat(users.names()).isEmpty();
    }

    @Test
    void whoComesBackWithinTwoSecondsHasNeverGone() {
        users.opened("ada", "s1");
        said();
        users.closed("ada", "s1");
        now = now.plusMillis(1_500);
        assertThat(said()).isEmpty();
        users.opened("ada", "s2");
        now = now.plusMillis(600);
        assertThat(said()).singleElement().isInstanceOfSatisfying(Online.class, online -> {
            assertThat(online.stay().since()).isEqualTo(START);
            assertThat(online.sessions()).containsExactly("s2");
        });
    }

    /** While Kafka is away users come and go, and nothing of them may stay. */
    @Test
    void whoCameAndWentWhileNothingCouldBeSaidIsForgotten() {
        users.opened("told", "s");
        said();
        users.closed("told", "s");
        users.opened("stays", "s");
        for (int i = 0; i < 1_000; i++) {
            users.opened("u" + i, "s");
            users.closed("u" + i, "s");
        }
        users.forgetTheUnsaid();
        assertThat(users.names()).hasSize(1_002);
        now = now.plus(OwnUsers.LINGER);
        users.forgetTheUnsaid();
        assertThat(users.names()).containsExactlyInAnyOrder("told", "stays");
        assertThat(users.waiting()).isEqualTo(2);
        assertThat(said())
                .extracting(PresenceRecord::aboutUser)
                .containsExactlyInAnyOrder(Optional.of("told"), Optional.of("stays"));
    }

    @Test
    void whoIsThereForLessThanASecondIsToldToo() {
        users.opened("ada", "s1");
        users.closed("ada", "s1");
        assertThat(said()).singleElement().isInstanceOfSatisfying(Online.class, online -> assertThat(
                        online.stay().devices())
                .isOne());
        assertThat(said()).isEmpty();
        now = now.plus(OwnUsers.LINGER);
        assertThat(said()).singleElement().isInstanceOf(Gone.class);
        assertThat(users.names()).isEmpty();
    }

    @Test
    void aSessionThatWasNeverOpenedChangesNothing() {
        users.closed("ada", "s1");
        users.acknowledged("ada", "c1");
        users.opened("bob", "s2");
        users.closed("bob", "another");
        assertThat(said()).singleElement().satisfies(record -> assertThat(record.aboutUser())
                .contains("bob"));
    }

    @Test
    void whatTheTopicSaysWronglyIsPutRight() {
        users.opened("ada", "s1");
        said();
        users.isTold("ada", now);
        assertThat(said()).as("it is right").isEmpty();
        users.isNotTold("ada");
        assertThat(said()).singleElement().isInstanceOf(Online.class);
        users.isNotTold("bob");
        assertThat(said()).isEmpty();
        users.isTold("bob", now);
        now = now.plus(Duration.ofSeconds(2));
        assertThat(said()).singleElement().isInstanceOf(Gone.class);
    }

    private List<PresenceRecord> said() {
        return users.changed().stream()
                .map(user -> users.say(user, LEASE))
                .flatMap(Optional::stream)
                .toList();
    }
}
