package dev.taskcast.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.presence.PresenceRecord.Gone;
import dev.taskcast.presence.PresenceRecord.Online;
import dev.taskcast.presence.Saying.Kind;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.TopicIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnUsersTest {
    private static final String REPLICA = "0123456789abcdef";
    private static final Instant START = Instant.parse("2026-11-26T03:00:00Z");
    private static final Cursor CURSOR = new Cursor(TopicIdentity.of("a topic"), new long[] {7});

    private Instant now = START;
    private final OwnUsers users = new OwnUsers(REPLICA, () -> now, () -> Duration.between(START, now));

    @Test
    void eachSessionThatBeginsIsToldWithHowItsUserIsThereNow() {
        users.opened("ada", "s1");
        now = now.plusMillis(300);
        users.opened("ada", "s2");
        Online both = new Online(REPLICA, "ada", List.of("s1", "s2"), new Stay(2, START, now, Optional.empty()));
        assertThat(said())
                .containsExactly(
                        new Saying(both, Kind.OPENED, Optional.of("s1"), now),
                        new Saying(both, Kind.OPENED, Optional.of("s2"), now));
        assertThat(said()).isEmpty();
    }

    @Test
    void aSessionThatEndsWhileAnotherOneStaysIsReportedImmediately() {
        users.opened("ada", "s1");
        users.opened("ada", "s2");
        said();
        users.closed("ada", "s1");
        assertThat(said()).singleElement().satisfies(saying -> {
            assertThat(saying.kind()).isEqualTo(Kind.CLOSED);
            assertThat(saying.session()).contains("s1");
            assertThat(((Online) saying.record()).sessions()).containsExactly("s2");
        });
        assertThat(said()).isEmpty();
    }

    /** Ten rounds of a thousand sessions each. */
    @Test
    void aDeviceThatComesAndGoesMakesTwoRecordsPerInterval() {
        int most = 0;
        for (int i = 0; i < 10_000; i++) {
            users.opened("ada", "s" + i);
            users.closed("ada", "s" + i);
            if (i % 1_000 == 999) {
                now = now.plusSeconds(1);
                users.opened("ada", "last" + i);
                users.closed("ada", "last" + i);
                most = Math.max(most, said().size());
            }
        }
        assertThat(most).isEqualTo(2);
        assertThat(users.names()).hasSize(1);
    }

    @Test
    void aUserWhoHasGoneIsReportedAfterTwoSeconds() {
        users.opened("ada", "s1");
        said();
        users.acknowledged("ada", CURSOR);
        now = now.plusSeconds(10);
        users.closed("ada", "s1");
        users.closed("ada", "s1");
        Instant end = now;
        now = end.plusMillis(1_999);
        assertThat(said()).isEmpty();
        now = end.plus(OwnUsers.LINGER);
        Gone gone = new Gone(REPLICA, Optional.of("ada"), end, Optional.of(CURSOR.encode()));
        assertThat(said()).containsExactly(new Saying(gone, Kind.CLOSED, Optional.of("s1"), now));
        assertThat(said()).isEmpty();
        assertThat(users.names()).isEmpty();
    }

    @Test
    void aUserWhoComesBackWithinTwoSecondsHasNeverGone() {
        users.opened("ada", "s1");
        said();
        users.closed("ada", "s1");
        now = now.plusMillis(1_500);
        assertThat(said()).isEmpty();
        users.opened("ada", "s2");
        now = now.plusMillis(600);
        assertThat(said())
                .allSatisfy(saying -> assertThat(saying.record()).isInstanceOfSatisfying(Online.class, online -> {
                    assertThat(online.stay().since()).isEqualTo(START);
                    assertThat(online.sessions()).containsExactly("s2");
                }))
                .extracting(Saying::kind)
                .containsExactly(Kind.OPENED, Kind.CLOSED);
    }

    @Test
    void aUserWhoIsThereForLessThanASecondIsReportedToo() {
        users.opened("ada", "s1");
        users.closed("ada", "s1");
        assertThat(said()).singleElement().satisfies(saying -> {
            assertThat(saying.kind()).isEqualTo(Kind.OPENED);
            assertThat(((Online) saying.record()).stay().devices()).isOne();
        });
        assertThat(said()).isEmpty();
        now = now.plus(OwnUsers.LINGER);
        assertThat(said()).singleElement().satisfies(saying -> assertThat(saying.record())
                .isInstanceOf(Gone.class));
        assertThat(users.names()).isEmpty();
    }

    /** While the topic cannot be written, users come and go. Their state must not stay. */
    @Test
    void aUserWhoHasGoneIsRemovedAfterAWhile() {
        users.opened("told", "s");
        said();
        users.closed("told", "s");
        users.opened("stays", "s");
        for (int i = 0; i < 1_000; i++) {
            users.opened("u" + i, "s");
            users.acknowledged("u" + i, CURSOR);
            users.closed("u" + i, "s");
        }
        users.forgetWhoHasGone();
        assertThat(users.names()).as("the users may come back").hasSize(1_002);
        now = now.plus(OwnUsers.LINGER);
        users.forgetWhoHasGone();
        assertThat(users.names()).as("the topic has one of them").containsExactlyInAnyOrder("told", "stays");
        assertThat(users.waiting()).isOne();
    }

    @Test
    void aReportThatCouldNotBeWrittenIsMadeAgain() {
        users.opened("ada", "s1");
        List<Saying> unsaid = taken();
        assertThat(unsaid).hasSize(1);
        users.again(List.of("ada"));
        assertThat(taken()).isEqualTo(unsaid);
        users.again(List.of("ada", "nobody"));
        said();
        users.closed("ada", "s1");
        now = now.plus(OwnUsers.LINGER);
        unsaid = taken();
        users.again(List.of("ada"));
        assertThat(said()).isEqualTo(unsaid);
        assertThat(users.names()).isEmpty();
    }

    @Test
    void aUserWhoComesBackWhileTheEndIsWrittenIsReportedOnline() {
        users.opened("ada", "s1");
        said();
        users.closed("ada", "s1");
        now = now.plus(OwnUsers.LINGER);
        List<Saying> ends = taken();
        users.opened("ada", "s2");
        ends.forEach(users::said);
        assertThat(said()).singleElement().satisfies(saying -> {
            assertThat(saying.kind()).isEqualTo(Kind.OPENED);
            assertThat(saying.session()).contains("s2");
        });
    }

    @Test
    void anAcknowledgedCursorIsReportedOnceWhenItIsTime() {
        users.opened("ada", "s1");
        said();
        users.acknowledged("ada", CURSOR);
        users.acknowledged("nobody", CURSOR);
        assertThat(said()).isEmpty();
        users.sayAcknowledged();
        assertThat(said()).singleElement().satisfies(saying -> {
            assertThat(saying.kind()).isEqualTo(Kind.USER);
            assertThat(((Online) saying.record()).stay().acknowledged()).contains(CURSOR.encode());
        });
        users.sayAcknowledged();
        assertThat(said()).isEmpty();
    }

    @Test
    void aSessionThatWasNeverOpenedChangesNothing() {
        users.closed("ada", "s1");
        users.acknowledged("ada", CURSOR);
        users.opened("bob", "s2");
        users.closed("bob", "another");
        assertThat(said())
                .singleElement()
                .satisfies(saying -> assertThat(saying.record().aboutUser()).contains("bob"));
    }

    @Test
    void aWrongRecordInTheTopicIsCorrected() {
        users.opened("ada", "s1");
        said();
        users.isTold("ada");
        assertThat(said()).as("the topic is right").isEmpty();
        users.isNotTold("ada");
        assertThat(said()).singleElement().satisfies(saying -> assertThat(saying.kind())
                .isEqualTo(Kind.USER));
        users.isNotTold("bob");
        assertThat(said()).isEmpty();
        users.isTold("bob");
        assertThat(said()).singleElement().satisfies(saying -> {
            assertThat(saying.kind()).isEqualTo(Kind.USER);
            assertThat(saying.record()).isInstanceOf(Gone.class);
        });
        assertThat(users.names()).containsExactly("ada");
    }

    /** The user's record may have reached the topic. The session ended before the record was written again. */
    @Test
    void aUserWhoMayBeInTheTopicAndHasGoneIsReportedGone() {
        users.opened("ada", "s1");
        taken();
        users.isTold("ada");
        users.closed("ada", "s1");
        now = now.plus(OwnUsers.LINGER);
        assertThat(said()).singleElement().satisfies(saying -> assertThat(saying.record())
                .isInstanceOf(Gone.class));
        assertThat(users.names()).isEmpty();
    }

    @Test
    void whenTheReplicaEndsAllSessionsHaveEnded() {
        users.opened("ada", "s1");
        users.opened("ada", "s2");
        said();
        now = now.plusSeconds(10);
        users.endAll();
        assertThat(said()).as("the last one lingers").singleElement().satisfies(saying -> assertThat(saying.kind())
                .isEqualTo(Kind.CLOSED));
        now = now.plus(OwnUsers.LINGER);
        assertThat(said()).singleElement().satisfies(saying -> {
            assertThat(saying.kind()).isEqualTo(Kind.CLOSED);
            assertThat(((Gone) saying.record()).lastSeen()).isEqualTo(now.minus(OwnUsers.LINGER));
        });
        assertThat(users.names()).isEmpty();
    }

    /** The news, which the topic then takes. */
    private List<Saying> said() {
        List<Saying> sayings = taken();
        sayings.forEach(users::said);
        return sayings;
    }

    private List<Saying> taken() {
        return users.changed().stream()
                .flatMap(user -> users.say(user).stream())
                .toList();
    }
}
